#pragma once

#include <cstdint>

#include "config/run_config.h"

namespace epi::optimizer {

/// What the iterations of an epoch do. The descent of the augmented Lagrangian comes first, the polish on the
/// exact form of the answer after it (docs/method.md).
struct EpochPlan {
  bool is_polish = false;
  int position = 1;               ///< within the descent or the polish, from 1
  int iterations = 0;             ///< Adam steps
  std::int64_t batch = 0;         ///< samples a step
  bool uses_score = false;        ///< or the derivative of the model
  double target_width = 1.0;      ///< factor on the targets' widths
  double far_exponent = 0.0;      ///< of objective::softened_cost, for the score
  double forward_emphasis = 0.0;  ///< factor on the gradient of KL(p, q) beside that of KL(q, p)
  double tail_average = 0.0;      ///< share of the iterations, from the end, whose weights are averaged
  double gradient_clip = 0.0;     ///< largest norm of a gradient; 0: no limit
};

/// @param epoch  from 1 to optimizer.epochs.
EpochPlan descent_epoch(const config::Optimizer& optimizer, int epoch);
/// @param epoch  from 1 to polish.epochs.
EpochPlan polish_epoch(const config::Polish& polish, int epoch);

/// Adam's step at an iteration of an epoch, from 1.
double learning_rate(const config::RunConfig& config, const EpochPlan& plan, int iteration);

}  // namespace epi::optimizer
