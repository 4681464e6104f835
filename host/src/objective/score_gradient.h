#pragma once

#include <span>
#include <vector>

#include "objective/augmented_lagrangian.h"

namespace epi::objective {

/// The gradient of the augmented Lagrangian at one batch by the score: what multiplies d log q(z_i) / d
/// weights of every sample. It needs no derivative of the model and sees what that misses, the jumps of a
/// statistic.
struct ScoreGradient {
  std::vector<double> score_weight;  ///< [n_samples]; 0 for failed samples, sum 0
  std::vector<double> violation;     ///< as BatchGradient
  double entropy = 0.0;              ///< as BatchGradient
  std::int64_t n_ok = 0;             ///< as BatchGradient
};

/// A sample's weight is what it costs, log q + (eta + c R) . T + penalties, beyond the mean of the others.
/// Where q is the answer all cost the same, and the estimate has no noise.
/// @param log_prob  [n_samples], nats.
/// @param log_reference  [n_samples], nats: the density relative to which entropy counts; empty for none.
/// @param far_exponent  of softened_cost.
/// Source: Williams, Machine Learning 8 (1992); its vanishing variance: Richter et al., "VarGrad", NeurIPS
/// 2020.
ScoreGradient score_gradient(const EmergentProperty& property, const Multipliers& multipliers,
                             PenaltyGradient penalty_gradient, const plugin::Simulated& simulated,
                             std::span<const double> log_prob, std::span<const double> log_reference,
                             double far_exponent);

/// A cost beyond the median of a batch as score_gradient counts it: as it is up to kFarCost = d, and
/// d (1 + ((x/d)^p - 1)/p) beyond, the logarithm for p = 0. The answer has next to no density there, however
/// much it costs, but the gradient would consist of those samples. A larger p pushes density away from there
/// more firmly; a density that has much of it there needs a small one first.   @param exponent  p, in [0, 1).
double softened_cost(double excess, double exponent);
inline constexpr double kFarCost = 10.0;  ///< nats

}  // namespace epi::objective
