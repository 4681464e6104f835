#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"
#include "objective/emergent_property.h"
#include "objective/pull.h"
#include "plugin/simulator.h"

namespace epi::objective {

/// The objective's gradient at one batch, and what the trace records of it.
struct BatchGradient {
  Matrix cotangent;                       ///< [n_samples, n_statistics]: d objective / d statistic
  std::vector<double> log_prob_gradient;  ///< [n_samples]: d objective / d log q
  std::vector<double> violation;          ///< [n_equalities], then the violating share of every inequality
  double entropy = 0.0;                   ///< -mean(log q), nats, over the successful samples
  std::int64_t n_ok = 0;                  ///< successful samples; failed ones have no weight anywhere
};

/// The augmented Lagrangian, minimised over the weights of q with eta and c held:
///     L = -H(q) + eta . R + (c/2) |R|^2 + sum_j E[penalty_j],     R = E[T] - mu.
/// A sample of one half of the batch carries the cotangent (eta + c R_other) / n on T, where R_other is the
/// violation of the other half: its expectation is the exact gradient, which squaring one batch mean is not.
/// A constraint with slack is pulled beyond its slack only: eta + c R moved towards 0 by c slack.
/// Inequalities are held sample by sample by their penalties (inequality_penalty.h).
/// @param log_prob  [n_samples], nats.
/// Source: Bittner et al., bioRxiv 837567, Methods, augmented Lagrangian optimization and Algorithm 1.
BatchGradient batch_gradient(const EmergentProperty& property, const Multipliers& multipliers,
                             PenaltyGradient penalty_gradient, const plugin::Simulated& simulated,
                             std::span<const double> log_prob);

}  // namespace epi::objective
