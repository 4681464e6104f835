#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "objective/dual_points.h"

namespace epi::objective {

/// What samples say about the maximum-entropy distribution  p ~ g exp(-eta . T - penalties).
///
/// For every eta,  J(q) <= D(eta) := log Z(eta) + eta . mu + slack . |eta|  holds for every q that meets the
/// property, where J(q) = H(q) - E[penalties], relative to g if there is a reference, and Z is the integral
/// of the right-hand side of p. At the eta that minimises D, which is convex, no q has more than D. Z comes
/// from importance sampling: it knows of no place where there are no samples.
struct DualBound {
  std::vector<double> eta;   ///< [n_equalities], of the least D
  double bound = 0.0;        ///< D, nats, each half of the samples at the eta of the other
  double bound_error = 0.0;  ///< its standard error
  double optimism =
      0.0;  ///< bound minus D of all samples at their own eta, nats: how little the halves agree
  double log_normaliser = 0.0;  ///< log of the integral of g exp(-eta . (T - mu) - penalties) at eta, nats
  double pareto_k = 0.0;        ///< shape of the tail of the weights (pareto_tail.h)
};

/// @param points     of a sample from any density that covers p; what they call q is that density.
/// @param n_samples  size of that sample, failed ones included.
/// @param target, slack  [n_equalities], target units.
/// @return nothing if the points show no eta, because their weighted means do not reach mu.
/// For stochastic models T of one simulation stands for its mean over the noise; by Jensen's inequality Z,
/// and with it the bound, is then too large rather than too small. Source: Boyd & Vandenberghe, Convex
/// Optimization (2004), section 5.2; Dudik, Phillips & Schapire (2007).
std::optional<DualBound> dual_bound(const DualPoints& points, std::int64_t n_samples,
                                    std::span<const double> target, std::span<const double> slack);

/// The weights p/q of a sample at an eta, and what they are worth.
struct AnswerWeights {
  std::vector<double> weights;   ///< [n_samples], of mean 1; 0 for those that are not among the points
  double effective_share = 0.0;  ///< (sum w)^2 / (n sum w^2)
  double pareto_k = 0.0;         ///< shape of their tail
};
/// @param points  at least one.
AnswerWeights answer_weights(const DualPoints& points, std::int64_t n_samples, std::span<const double> eta);

}  // namespace epi::objective
