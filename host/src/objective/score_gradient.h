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
/// Where q is the answer all cost the same, and the estimate has no noise. Costs more than kFarCost above the
/// median count by the fourth root of their excess: the answer has next to no density there, however much
/// they cost, but a gradient would consist of them.
/// @param log_prob  [n_samples], nats.
/// Source: Williams, Machine Learning 8 (1992); its vanishing variance: Richter et al., "VarGrad", NeurIPS
/// 2020.
ScoreGradient score_gradient(const EmergentProperty& property, const Multipliers& multipliers,
                             PenaltyGradient penalty_gradient, const plugin::Simulated& simulated,
                             std::span<const double> log_prob);
inline constexpr double kFarCost = 10.0;  ///< nats

/// A cost beyond the median as score_gradient counts it, nats.
double softened_cost(double excess);

}  // namespace epi::objective
