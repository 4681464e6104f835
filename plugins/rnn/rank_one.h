#pragma once

#include "correlated_averages.h"
#include "parameters.h"

// The mean-field theory of a network with connectivity of rank one: equations 3 to 8 of README.md.

namespace rnn {

/// The numbers of a network that may be differentiated.
template <class Real>
struct RankOne {
  Real g, M_m, M_n;  ///< strength of the random connections; means of the vectors m and n
  Real overlap;      ///< covariance of n and the input, times <phi'>, drives kappa_n
  Real from_m;       ///< variance of m: how kappa_n^2 adds to the variance of the input
  Real from_input;   ///< variance of the external input
  EPI_FIELDS(g, M_m, M_n, overlap, from_m, from_input)
};
inline constexpr std::size_t kRankOne = leaf_count<RankOne<double>>();

/// A solution: overlaps kappa (along m) and kappa_n, variances of the input.
template <class Real>
struct RankOneSolution {
  Real kappa, kappa_n, delta_inf, excess;  ///< excess = Delta_0 - Delta_inf, the chaotic variance
};

enum class Quadrature { gauss_hermite, accurate };

struct RankOneStart {
  double kappa, kappa_n;
};

struct DampedIteration {
  std::int64_t iterations;
  double step;  ///< share of the way that one iteration goes
};

/// What the paper's iterations do to overlaps and variances.
template <class Real>
Real clipped(const Real& x, bool is_overlap) {
  return is_overlap ? max(min(x, Real(kMostOverlap)), Real(-kMostOverlap))
                    : max(min(x, Real(kMostVariance)), Real(0.0));
}

/// How settled solutions are searched: the paper's damping and clipping lead into the basin.
inline FixedPointRule settling_rule() {
  FixedPointRule rule;
  rule.step = 0.2;
  rule.most = kMostVariance;
  return rule;
}

/// Solves the equations of one network after the other; `drive` is the input's mean along m.
class RankOneSolver {
 public:
  RankOneSolver(Quadrature quadrature, double drive) : quadrature_(quadrature), drive_(drive) {}

  /// The paper's procedure: so many damped and clipped iterations on (kappa, kappa_n, l, Delta_inf) with
  /// l = (Delta_0^2 - Delta_inf^2)/2, and the derivative of just that.
  template <class Real>
  RankOneSolution<Real> iterated(const RankOne<Real>& z, const RankOneStart& start,
                                 const DampedIteration& rule, Rows& rows) const {
    std::array<Real, 4> s{Real(start.kappa), Real(start.kappa_n),
                          Real(0.5 * (kStartDelta0 * kStartDelta0 - kStartDeltaInf * kStartDeltaInf)),
                          Real(kStartDeltaInf)};
    for (std::int64_t i = 0; i < rule.iterations; ++i) {
      rows.poll();
      const std::array<Real, 4> f = paper_map(s, z);
      for (std::size_t n = 0; n < 4; ++n) {
        s[n] = clipped((1.0 - rule.step) * s[n] + rule.step * f[n], n < 2);
      }
    }
    return {s[0], s[1], s[3], positive_sqrt(2.0 * s[2] + square(s[3])) - s[3]};
  }

  /// The true fixed point on the branch that damped iteration reaches.
  template <class Real>
  RankOneSolution<Real> settled(const RankOne<Real>& z, const RankOneStart& start, Rows& rows) const {
    std::array<Real, kRankOne> values;
    write_leaves(z, values.data());
    const std::array<double, 4> from{start.kappa, start.kappa_n, kStartDeltaInf,
                                     kStartDelta0 - kStartDeltaInf};
    const std::array<Real, 4> s =
        fixed_point(Map{*this}, RoughMap{*this}, from, values, settling_rule(), rows);
    return {s[0], s[1], s[2], s[3]};
  }

 private:
  struct Map {
    const RankOneSolver& solver;
    template <class X>
    std::array<X, 4> operator()(const std::array<X, 4>& s, const std::array<X, kRankOne>& values) const {
      constexpr bool slopes = !std::is_same_v<X, passive_t<X>>;
      return solver.by_excess(s, values, solver.template averages_by_excess<slopes>(s));
    }
  };
  struct RoughMap {
    const RankOneSolver& solver;
    template <class X>
    std::array<X, 4> operator()(const std::array<X, 4>& s, const std::array<X, kRankOne>& values) const {
      using R = passive_t<X>;
      constexpr bool slopes = !std::is_same_v<X, R>;
      return solver.by_excess(s, values,
                              averages<RoughBendRule, slopes>(Nodes<R>{slopes ? kMiddling : kRough}, s));
    }
  };
  template <class R>
  struct Nodes {
    const Trapezoid& rule;
    LineNodes<R> operator()(const R& scale) const { return LineNodes<R>(rule, scale); }
  };
  template <class R>
  struct GaussNodes {
    const HermiteRule& rule;
    HermiteNodes<R> operator()(const R& scale) const { return HermiteNodes<R>(rule, scale); }
  };

  /// At s = (kappa, kappa_n, Delta_inf, excess).
  template <class Rule, bool Slopes, class MakeNodes, class Real>
  static auto averages(const MakeNodes& nodes, const std::array<Real, 4>& s) {
    using R = passive_t<Real>;
    // Newton's method may try what no solution has: a variance below that of the input, a negative excess.
    return mean_field_averages<Rule, Slopes>(nodes, R(value_of(s[0])), max(value_of(s[2]), R(kLeastVariance)),
                                             max(value_of(s[3]), R(0)));
  }

  template <bool Slopes, class Real>
  auto averages_by_excess(const std::array<Real, 4>& s) const {
    using R = passive_t<Real>;
    return quadrature_ == Quadrature::accurate ? averages<BendRule, Slopes>(Nodes<R>{kAccurate}, s)
                                               : averages<BendRule, Slopes>(GaussNodes<R>{hermite_}, s);
  }

  /// Equations 3, 4, 6 and 8 as a fixed point. Equation 5 divided by excess^2 is h = 1/2 - g^2 bend >= 0,
  /// excess >= 0, one of them with equality.
  template <class Real>
  std::array<Real, 4> by_excess(const std::array<Real, 4>& s, const std::array<Real, kRankOne>& values,
                                const MeanFieldAverages<passive_t<Real>>& means) const {
    RankOne<Real> z{};
    read_leaves(z, values.data());
    const std::array<Real, 3> at{s[0], s[2], s[3]};
    const auto mean = [&at](const auto& m) { return with_partials<Real>(m.value, m.by, at); };
    const Real gg = square(z.g), h = 0.5 - gg * mean(means.bend);
    return {z.M_m * s[1] + drive_, z.M_n * mean(means.phi) + z.overlap * mean(means.slope),
            gg * mean(means.phi_phi) + z.from_m * square(s[1]) + z.from_input,
            max(s[3] - kExcessRate * h, Real(0.0))};
  }

  /// Equations 3 to 6 as the paper iterates them, at s = (kappa, kappa_n, l, Delta_inf).
  template <class Real>
  std::array<Real, 4> paper_map(const std::array<Real, 4>& s, const RankOne<Real>& z) const {
    using R = passive_t<Real>;
    constexpr bool slopes = !std::is_same_v<Real, R>;
    const Real delta_0 = positive_sqrt(2.0 * s[2] + square(s[3])), excess = delta_0 - s[3], gg = square(z.g);
    Real phi, slope, phi_phi, covariance;  // covariance: of Phi = log cosh, <Phi^2> - E[Phi Phi]
    if (quadrature_ == Quadrature::accurate) {
      const std::array<Real, 4> by_excess{s[0], s[1], s[3], excess};
      const auto means = averages_by_excess<slopes>(by_excess);
      const std::array<Real, 3> at{s[0], s[3], excess};
      const auto mean = [&at](const auto& m) { return with_partials<Real>(m.value, m.by, at); };
      phi = mean(means.phi), slope = mean(means.slope), phi_phi = mean(means.phi_phi);
      covariance = excess * (phi_phi + excess * mean(means.bend));
    } else {
      const Real d = positive_sqrt(delta_0), a = positive_sqrt(excess), b = positive_sqrt(s[3]);
      const auto single = single_averages<R>(hermite_, value_of(s[0]), value_of(d));
      const auto pairs = double_averages<slopes, R>(hermite_, value_of(s[0]), value_of(a), value_of(b));
      const std::array<Real, 2> at_one{s[0], d};
      const std::array<Real, 3> at_two{s[0], a, b};
      phi = with_partials<Real>(single.phi.value, single.phi.by, at_one);
      slope = with_partials<Real>(single.slope.value, single.slope.by, at_one);
      phi_phi = with_partials<Real>(pairs.squared_phi.value, pairs.squared_phi.by, at_two);
      covariance = with_partials<Real>(single.squares.value, single.squares.by, at_one) -
                   with_partials<Real>(pairs.squared_big.value, pairs.squared_big.by, at_two);
    }
    const Real outside = z.from_m * square(s[1]) + z.from_input;
    return {z.M_m * s[1] + drive_, z.M_n * phi + z.overlap * slope, gg * covariance + outside * excess,
            gg * phi_phi + outside};
  }

  static constexpr double kLeastVariance = 1e-6;  // guards square roots; below any variance of the input
  static constexpr double kExcessRate = 2.0;      // c > 0 of the inequality's fixed point: any serves

  HermiteRule hermite_;
  Quadrature quadrature_;
  double drive_;
};

}  // namespace rnn
