#pragma once

#include <epi/model.hpp>

#include "gauss_hermite.h"

// Gaussian averages of phi = tanh and Phi = log cosh by 50-point Gauss-Hermite quadrature per dimension, with
// the exact derivatives of these sums. Plain numbers, one a lane; R is a pack.

namespace rnn {

using namespace epi::sdk;

/// The product rule without the pairs of nodes that weigh less than 1e-14 of the whole: of 2,500 pairs 856
/// are left.
class HermiteRule {
 public:
  static constexpr int kNodes = 50;

  HermiteRule() : rule_(gauss_hermite<kNodes>()) {
    for (int j = 0; j < kNodes; ++j) {
      int first = 0;
      while (first < kNodes / 2 && weight(first) * weight(j) < kNegligible) ++first;
      first_[static_cast<std::size_t>(j)] = first;
    }
  }
  double node(int i) const { return rule_.node[static_cast<std::size_t>(i)]; }
  double weight(int i) const { return rule_.weight[static_cast<std::size_t>(i)]; }
  /// The inner nodes that belong to outer node j are first(j), ..., kNodes - 1 - first(j).
  int first(int j) const { return first_[static_cast<std::size_t>(j)]; }

 private:
  static constexpr double kNegligible = 1e-17;
  GaussHermite<kNodes> rule_;
  std::array<int, kNodes> first_{};
};

/// A function of (k, d) or (k, a, b) and its partial derivatives in that order.
template <class R, std::size_t N>
struct Differentiated {
  R value{};
  std::array<R, N> by{};
};

/// Averages over x ~ N(0, 1) at u = k + d x.
template <class R>
struct SingleAverages {
  Differentiated<R, 2> phi;      ///< <tanh u>
  Differentiated<R, 2> slope;    ///< <1 - tanh(u)^2>
  Differentiated<R, 2> squares;  ///< <log cosh(u)^2>
};

template <class R>
[[gnu::noinline]] SingleAverages<R> single_averages(const HermiteRule& rule, const R& k, const R& d) {
  SingleAverages<R> out{};
  for (int i = 0; i < HermiteRule::kNodes; ++i) {
    const R x(rule.node(i)), w(rule.weight(i));
    const R u = k + d * x, t = tanh(u), s = 1.0 - t * t, c = -2.0 * t * s, big = log_cosh(u);
    const auto add = [&](Differentiated<R, 2>& sum, const R& value, const R& slope) {
      sum.value += w * value;
      sum.by[0] += w * slope;
      sum.by[1] += (w * x) * slope;
    };
    add(out.phi, t, s);
    add(out.slope, s, c);
    add(out.squares, big * big, 2.0 * (big * t));
  }
  return out;
}

/// Averages over z of squared averages over x at u = k + a x + b z, both N(0, 1).
template <class R>
struct DoubleAverages {
  Differentiated<R, 3> squared_phi;  ///< < <tanh u>_x^2 >_z
  Differentiated<R, 3> squared_big;  ///< < <log cosh u>_x^2 >_z
};

/// The 856 pairs cost one division and one logarithm each: exp(2u) is the product of one exponential a node,
/// tanh u = 1 - 2/(exp(2u) + 1), log cosh u = log(exp(2u) + 1) - u - log 2. `Slopes`: the partial
/// derivatives too.
template <bool Slopes, class R>
[[gnu::noinline]] DoubleAverages<R> double_averages(const HermiteRule& rule, const R& k, const R& a,
                                                    const R& b) {
  constexpr int n = HermiteRule::kNodes;
  // Beyond this exponent, where exp overflows soon, log(exp(2u) + 1) is 2u to rounding.
  const R most(std::is_same_v<typename R::Scalar, double> ? 700.0 : 80.0);
  const auto bounded_exp = [&most](const R& x) { return exp(max(min(x, most), -most)); };
  R growth[n], reach[n];
  for (int i = 0; i < n; ++i) {
    reach[i] = (2.0 * rule.node(i)) * a;
    growth[i] = bounded_exp(reach[i]);
  }
  DoubleAverages<R> out{};
  for (int j = 0; j < n; ++j) {
    const R z(rule.node(j)), weight(rule.weight(j));
    const R base = 2.0 * (k + b * z), start = bounded_exp(base);
    double mass = 0.0;
    R logs(0), r1(0), xr1(0), r2(0), xr2(0);
    for (int i = rule.first(j); i < n - rule.first(j); ++i) {
      const double w = rule.weight(i), x = rule.node(i);
      const R e = growth[i] * start, grown = e + 1.0, r = 1.0 / grown;
      mass += w;
      const R twice_u = base + reach[i];
      logs += w * select(twice_u < most, log(grown), twice_u);
      const R wr = w * r;
      r1 += wr;
      if constexpr (Slopes) {
        const R wrr = wr * (1.0 - r);
        xr1 += x * wr;
        r2 += wrr;
        xr2 += x * wrr;
      }
    }
    // The nodes are symmetric, so that x itself averages to 0.
    const R big = logs - mass * (0.5 * base + 0.69314718055994530942), phi = mass - 2.0 * r1;
    out.squared_phi.value += weight * (phi * phi);
    out.squared_big.value += weight * (big * big);
    if constexpr (Slopes) {
      const R slope = 4.0 * r2, x_phi = -2.0 * xr1, x_slope = 4.0 * xr2;
      const R twice_phi = 2.0 * (weight * phi), twice_big = 2.0 * (weight * big);
      const std::array<R, 3> slopes{slope, x_slope, z * slope}, phis{phi, x_phi, z * phi};
      for (std::size_t p = 0; p < 3; ++p) {
        out.squared_phi.by[p] += twice_phi * slopes[p];
        out.squared_big.by[p] += twice_big * phis[p];
      }
    }
  }
  return out;
}

}  // namespace rnn
