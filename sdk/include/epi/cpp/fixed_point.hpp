#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>

#include "dual.hpp"
#include "linear_solve.hpp"
#include "partials.hpp"
#include "rows.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// How `fixed_point` searches.
struct FixedPointRule {
  double step = 0.2;  ///< share of the way to F(s) that a damped iteration goes
  int approach = 40;  ///< damped iterations before Newton's method is tried
  int newton = 12;    ///< Newton steps of one trial
  int rounds = 7;     ///< trials; each continues the damped iteration for twice as long as the one before
  /// The damped iteration of the first trial keeps |s_i| below this, later ones do not: clipped numbers may
  /// be stuck.
  double most = std::numeric_limits<double>::infinity();
  double longest = 1.0;  ///< longest Newton step of a number s_i, in units of 1 + |s_i|
  /// Newton steps of all s_i below this, in units of 1 + |s_i|, arrive: the error that is left is of the
  /// order of its square.
  double tolerance = 1e-5;
  double rough_tolerance = 1e-2;  ///< the same for the stand-in's solution, where Newton's method on F starts
};

namespace detail {

/// s + independent unit derivatives, numbered from `first`.
template <class R, int K, std::size_t N>
std::array<Dual<R, K>, N> seeded(const std::array<R, N>& s, int first) {
  std::array<Dual<R, K>, N> out;
  for (std::size_t i = 0; i < N; ++i) {
    out[i] = s[i];
    out[i].derivative[first + static_cast<int>(i)] = R(1);
  }
  return out;
}

/// One Newton step for s = F(s).
template <class R, std::size_t N>
struct NewtonStep {
  std::array<R, N> change;  ///< (1 - F')^-1 (F(s) - s)
  R determinant;            ///< of 1 - F'
};

template <class R, std::size_t N, std::size_t P, class Map>
NewtonStep<R, N> newton_step(const Map& map, const std::array<R, N>& s, const std::array<R, P>& z) {
  using D = Dual<R, static_cast<int>(N)>;
  std::array<D, P> passive;
  for (std::size_t p = 0; p < P; ++p) passive[p] = z[p];
  const std::array<D, N> f = map(seeded<R, static_cast<int>(N)>(s, 0), passive);
  NewtonStep<R, N> out;
  std::array<std::array<R, N>, N> a;
  std::array<std::array<R, 1>, N> b;
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = 0; j < N; ++j) a[i][j] = R(i == j ? 1 : 0) - f[i].derivative[j];
    b[i][0] = f[i].value - s[i];
  }
  out.determinant = linear_solve(a, b);
  for (std::size_t i = 0; i < N; ++i) out.change[i] = b[i][0];
  return out;
}

/// The lanes of a trial of Newton's method.
template <class R>
struct NewtonTrial {
  using Lanes = decltype(R() < R());
  Lanes over;    ///< that need no further step: excluded from the start, or arrived
  Lanes stable;  ///< that arrived where the determinant of 1 - F' is positive
};

/// Moves the lanes of s that are not `over` to a nearby solution of s = F(s), each until it has arrived.
template <class R, std::size_t N, std::size_t P, class Map>
NewtonTrial<R> newton_trial(const Map& map, std::array<R, N>& s, const std::array<R, P>& z,
                            const FixedPointRule& rule, double tolerance, NewtonTrial<R> lanes, Rows& rows) {
  for (int k = 0; k < rule.newton && any(!lanes.over); ++k) {
    rows.poll();
    const NewtonStep<R, N> step = newton_step(map, s, z);
    auto here = !lanes.over;
    R stretch(1);
    for (std::size_t i = 0; i < N; ++i) {
      const R scale = R(1) + abs(s[i]);
      here = here && abs(step.change[i]) <= R(tolerance) * scale;
      stretch = max(stretch, abs(step.change[i]) / (R(rule.longest) * scale));
    }
    // A lane that has arrived takes the step too, which doubles its digits.
    for (std::size_t i = 0; i < N; ++i) s[i] = select(lanes.over, s[i], s[i] + step.change[i] / stretch);
    lanes.stable = lanes.stable || (here && step.determinant > R(0));
    lanes.over = lanes.over || here;
  }
  return lanes;
}

/// Settles s lane by lane; returns the lanes that did. Compiled once for all kinds of derivatives.
template <class R, std::size_t N, std::size_t P, class Map, class Rough>
[[gnu::noinline]] auto settle(const Map& map, const Rough& rough, std::array<R, N>& s,
                              const std::array<R, P>& z, const FixedPointRule& rule, Rows& rows) {
  // Its square is what rounding leaves of sums over many quadrature points.
  const double floor =
      std::sqrt(200.0 * static_cast<double>(std::numeric_limits<typename R::Scalar>::epsilon()));
  const double tolerance = rule.tolerance > floor ? rule.tolerance : floor;
  const auto nowhere = s[0] < s[0];
  auto settled = nowhere;
  std::array<R, N> wandering = s;
  for (int round = 0; round < rule.rounds && any(!settled); ++round) {
    const R most(round == 0 ? rule.most : std::numeric_limits<double>::infinity());
    for (int k = 0; k < rule.approach << round; ++k) {
      if (k % 8 == 0) rows.poll();
      const std::array<R, N> f = rough(wandering, z);
      for (std::size_t i = 0; i < N; ++i) {
        wandering[i] = wandering[i] + R(rule.step) * (f[i] - wandering[i]);
        wandering[i] = max(min(wandering[i], most), -most);
      }
    }
    std::array<R, N> t = wandering;
    const NewtonTrial<R> near =
        newton_trial(rough, t, z, rule, rule.rough_tolerance, {settled, nowhere}, rows);
    for (std::size_t i = 0; i < N; ++i) t[i] = select(near.stable, t[i], wandering[i]);
    // Where the determinant is negative the damped iteration moves away: a saddle between two branches.
    const NewtonTrial<R> there = newton_trial(map, t, z, rule, tolerance, {settled, nowhere}, rows);
    for (std::size_t i = 0; i < N; ++i) s[i] = select(there.stable, t[i], s[i]);
    settled = settled || there.stable;
  }
  return settled;
}

/// ds/dz of the solution s = F(s, z) by the implicit function theorem, [N][P].
template <class R, std::size_t N, std::size_t P, class Map>
[[gnu::noinline]] std::array<std::array<R, P>, N> implicit_slopes(const Map& map, const std::array<R, N>& s,
                                                                  const std::array<R, P>& z) {
  constexpr int n = static_cast<int>(N), all = static_cast<int>(N + P);
  const auto f = map(seeded<R, all>(s, 0), seeded<R, all>(z, n));
  std::array<std::array<R, N>, N> a;
  std::array<std::array<R, P>, N> by_z;
  for (std::size_t i = 0; i < N; ++i) {
    for (std::size_t j = 0; j < N; ++j) a[i][j] = R(i == j ? 1 : 0) - f[i].derivative[j];
    for (std::size_t p = 0; p < P; ++p) by_z[i][p] = f[i].derivative[N + p];
  }
  linear_solve(a, by_z);
  return by_z;
}

}  // namespace detail

/// The solution of s = F(s, z) on the branch that the damped iteration s <- s + step (F(s) - s) reaches from
/// `start`, with its exact derivatives by the implicit function theorem, ds/dz = (1 - dF/ds)^-1 dF/dz: those
/// of the solution, not of the iterations.
///
/// Every row is settled by itself and frozen once it is; rows that do not settle within the budget are marked
/// EPI_ROW_NOT_CONVERGED. A fixed point where the determinant of 1 - dF/ds is negative is passed over.
///
/// An inequality s_i >= 0 that holds together with h_i(s) >= 0, one of them with equality, is the fixed point
/// of F_i = max(s_i - c h_i(s), 0) for any c > 0; where it is 0 its derivative is 0.
///
/// @param map    F: callable with (std::array<X, N> s, std::array<X, P> z) for X = Real's plain number and
/// duals
///               over it of any number of derivatives; returns std::array<X, N>
/// @param rough  a cheap stand-in for F that only has to lead close to its solution; called like F. F itself
/// will do.
/// @param z      everything that F depends on and that may be differentiated
template <class Real, std::size_t N, std::size_t P, class Map, class Rough>
std::array<Real, N> fixed_point(const Map& map, const Rough& rough, const std::array<double, N>& start,
                                const std::array<Real, P>& z, const FixedPointRule& rule, Rows& rows) {
  using R = passive_t<Real>;
  std::array<R, P> values;
  for (std::size_t p = 0; p < P; ++p) values[p] = value_of(z[p]);
  std::array<R, N> s;
  for (std::size_t i = 0; i < N; ++i) s[i] = R(start[i]);
  const auto settled = detail::settle(map, rough, s, values, rule, rows);
  rows.fail(!settled, EPI_ROW_NOT_CONVERGED);
  if constexpr (std::is_same_v<Real, R>) {
    return s;
  } else {
    const auto by_z = detail::implicit_slopes(map, s, values);
    std::array<Real, N> out;
    for (std::size_t i = 0; i < N; ++i) out[i] = with_partials<Real>(s[i], by_z[i], z);
    return out;
  }
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
