#pragma once

#include "line_rule.h"

// Averages over two Gaussian inputs u1, u2 of mean k, variance Delta_0 and covariance c, with phi = tanh.
// Their half sum A = k + p x and half difference B = q y are independent, x, y ~ N(0, 1), p^2 = (Delta_0 +
// c)/2, q^2 = (Delta_0 - c)/2, and with r = 2/(cosh 2A + cosh 2B):
//   phi'(u1) phi'(u2) = r^2,   phi(u1) phi(u2) = 1 - r cosh 2B,   both even in B.
// Derivatives of such averages are averages of derivatives (Price (1958), IRE Trans. Inf. Theory 4, 69-72):
//   d/dk E[f f] = 2 E[f' f],   d/dc E[f f] = E[f' f'],   d/dDelta_0 E[f f] = E[f'' f],
// where d/dc and d/dDelta_0 are a quarter of E[f_AA] -+ E[f_BB].

namespace rnn {

/// E[phi' phi'] and E[phi phi] with their derivatives.
template <class R>
struct CorrelatedAverages {
  R slopes{}, slopes_by_k{}, slopes_by_covariance{}, slopes_by_variance{};
  R phis{}, phis_by_k{}, phis_by_variance{};  ///< by covariance: slopes
};

/// cosh of 2 times the inputs of a node; at most what its square and 1/r leave finite in this precision.
template <class R>
R bounded_cosh(const R& input) {
  const R most(std::is_same_v<typename R::Scalar, double> ? 170.0 : 20.0);
  return cosh(2.0 * max(min(input, most), -most));
}

/// @tparam Slopes  the derivatives too
/// @tparam Phis    E[phi phi] too
/// @param p, q      see above
/// @param nodes     a rule of line_rule.h for a given scale
template <bool Slopes, bool Phis, class R, class MakeNodes>
CorrelatedAverages<R> correlated_averages(const MakeNodes& nodes, const R& k, const R& p, const R& q) {
  using Nodes = decltype(nodes(q));
  const Nodes outer = nodes(p), inner = nodes(q);
  R cosh_b[Nodes::kMostPairs], sinh2_b[Nodes::kMostPairs], weight[Nodes::kMostPairs];  // sinh^2
  for (int j = 0; j < inner.pairs(); ++j) {
    weight[j] = inner.pair_weight(j);
    cosh_b[j] = bounded_cosh(R(q * inner.pair_place(j)));
    sinh2_b[j] = cosh_b[j] * cosh_b[j] - 1.0;
  }
  CorrelatedAverages<R> out{};
  for (int i = 0; i < outer.count(); ++i) {
    const R w = outer.weight(i), u = k + p * outer.place(i), cosh_a = bounded_cosh(u);
    R r2(0), r1c(0), r3(0), r4(0), r3c(0), r4s(0), r2c(0);
    for (int j = 0; j < inner.pairs(); ++j) {
      const R r = 2.0 / (cosh_a + cosh_b[j]), wr = weight[j] * r, wr2 = wr * r;
      r2 += wr2;
      if constexpr (Phis) r1c += wr * cosh_b[j];
      if constexpr (Slopes) {
        const R wr3 = wr2 * r, wr4 = wr3 * r;
        r3 += wr3;
        r4 += wr4;
        r3c += wr3 * cosh_b[j];
        r4s += wr4 * sinh2_b[j];
        if constexpr (Phis) r2c += wr2 * cosh_b[j];
      }
    }
    out.slopes += w * r2;
    if constexpr (Phis) out.phis += w * (1.0 - r1c);
    if constexpr (Slopes) {
      const R sinh2_a = cosh_a * cosh_a - 1.0, size = sqrt(sinh2_a), sinh_a = select(u < R(0), -size, size);
      const R by_aa = 6.0 * (sinh2_a * r4) - 4.0 * (cosh_a * r3), by_bb = 6.0 * r4s - 4.0 * r3c;
      out.slopes_by_k -= w * (2.0 * (sinh_a * r3));
      out.slopes_by_covariance += w * (0.25 * (by_aa - by_bb));
      out.slopes_by_variance += w * (0.25 * (by_aa + by_bb));
      if constexpr (Phis) {
        // f = 1 - r cosh 2B: f_A = r^2 sinh 2A cosh 2B, f_AA = 2 (r^2 cosh 2A - r^3 sinh^2 2A) cosh 2B, and
        // since d/dc E[f] = (E[f_AA] - E[f_BB])/4 = E[r^2], f_BB = f_AA - 4 r^2 on average.
        const R f_aa = 2.0 * (cosh_a * r2c - sinh2_a * r3c);
        out.phis_by_k += w * (sinh_a * r2c);
        out.phis_by_variance += w * (0.5 * f_aa - r2);
      }
    }
  }
  return out;
}

/// Averages over one Gaussian input of mean k and variance d^2: phi and its first three derivatives.
template <class R>
struct InputAverages {
  R phi{}, slope{}, curve{}, third{};
};

template <class R, class Nodes>
InputAverages<R> input_averages(const Nodes& nodes, const R& k, const R& d) {
  InputAverages<R> out{};
  for (int i = 0; i < nodes.count(); ++i) {
    const R w = nodes.weight(i), phi = tanh(k + d * nodes.place(i)), slope = 1.0 - phi * phi;
    out.phi += w * phi;
    out.slope += w * slope;
    out.curve -= w * (2.0 * (phi * slope));
    out.third += w * (4.0 * slope - 6.0 * (slope * slope));
  }
  return out;
}

/// The averages that the mean-field equations need at mean k, variances Delta_inf and Delta_0 = Delta_inf +
/// excess, with their partial derivatives by (k, Delta_inf, excess).
template <class R>
struct MeanFieldAverages {
  Differentiated<R, 3> phi;      ///< <phi>
  Differentiated<R, 3> slope;    ///< <phi'>
  Differentiated<R, 3> phi_phi;  ///< E[phi phi] at covariance Delta_inf
  /// int_0^1 (1 - s) E[phi' phi'](Delta_inf + s excess) ds. By Taylor's formula and Price's theorem the
  /// covariance of Phi = log cosh is <Phi^2> - E[Phi Phi] = excess E[phi phi] + excess^2 times this: no
  /// cancellation at small excess.
  Differentiated<R, 3> bend;
};

/// Gauss-Radau rule for int_0^1 (1 - s) f(s) ds with s = 1 - v^2: nodes v, the first at s = 0, and weights;
/// exact for polynomials in v of degree below 2 kNodes - 1. In v, because f varies like a function of sqrt(1
/// - s) near s = 1. The other nodes are those of Jacobi's polynomials for v^3 (1 - v) (Abramowitz and Stegun
/// (1964), 25.4.31).
struct BendRule {
  static constexpr int kNodes = 6;
  static constexpr std::array<double, kNodes> kV{1.0,
                                                 0.17300009244932035,
                                                 0.3725016201333671,
                                                 0.5898839159441187,
                                                 0.7882643875633372,
                                                 0.9334928410527139};
  static constexpr std::array<double, kNodes> kWeight{1.0 / 27.0,           0.0018565951624435403,
                                                      0.022167315069650348, 0.08786689793340048,
                                                      0.17331453565521174,  0.17775761914225735};
};
/// The same with three nodes: good enough to find the basin.
struct RoughBendRule {
  static constexpr int kNodes = 3;
  static constexpr std::array<double, kNodes> kV{1.0, 0.44201873632215, 0.8079812636778501};
  static constexpr std::array<double, kNodes> kWeight{1.0 / 9.0, 0.06920393508271601, 0.31968495380617306};
};

template <class Rule, bool Slopes, class R, class MakeNodes>
[[gnu::noinline]] MeanFieldAverages<R> mean_field_averages(const MakeNodes& nodes, const R& k,
                                                           const R& delta_inf, const R& excess) {
  MeanFieldAverages<R> out{};
  const R d = sqrt(delta_inf + excess);
  const InputAverages<R> one = input_averages(nodes(d), k, d);
  out.phi = {one.phi, {one.slope, 0.5 * one.curve, 0.5 * one.curve}};
  out.slope = {one.slope, {one.curve, 0.5 * one.third, 0.5 * one.third}};
  for (int n = 0; n < Rule::kNodes; ++n) {
    const double v2 = Rule::kV[static_cast<std::size_t>(n)] * Rule::kV[static_cast<std::size_t>(n)];
    const R p = sqrt(delta_inf + (1.0 - 0.5 * v2) * excess), q = sqrt((0.5 * v2) * excess);
    const CorrelatedAverages<R> at = n == 0 ? correlated_averages<Slopes, true>(nodes, k, p, q)
                                            : correlated_averages<Slopes, false>(nodes, k, p, q);
    const double weight = Rule::kWeight[static_cast<std::size_t>(n)];
    out.bend.value += weight * at.slopes;
    out.bend.by[0] += weight * at.slopes_by_k;
    out.bend.by[1] += weight * (at.slopes_by_covariance + at.slopes_by_variance);
    out.bend.by[2] += weight * ((1.0 - v2) * at.slopes_by_covariance + at.slopes_by_variance);
    if (n == 0) {
      out.phi_phi = {at.phis, {at.phis_by_k, at.slopes + at.phis_by_variance, at.phis_by_variance}};
    }
  }
  return out;
}

}  // namespace rnn
