#include "optimizer/epoch_plan.h"

#include <algorithm>

#include "optimizer/annealing.h"
#include "optimizer/learning_rate.h"

namespace epi::optimizer {
namespace {

// How firmly the score pushes density away from where it has no place: not at all at the start of the
// descent.
constexpr double kLastFarExponent = 0.4;
// An epoch of the polish spends this part of its iterations on letting Adam's moments settle.
constexpr int kPolishWarmup = 10;
// Few weights of p/q carry much of a gradient at times: such a gradient gives a direction and no size.
constexpr double kPolishClip = 1.0;
constexpr double kPolishTailAverage = 0.5;

}  // namespace

EpochPlan descent_epoch(const config::Optimizer& optimizer, int epoch) {
  return {.is_polish = false,
          .position = epoch,
          .iterations = optimizer.iterations,
          .batch = optimizer.batch,
          .uses_score = optimizer.gradient == "score",
          .target_width = target_width(optimizer, epoch),
          .far_exponent = kLastFarExponent * (epoch - 1) / optimizer.epochs,
          .forward_emphasis = 0.0,
          .tail_average = optimizer.tail_average,
          .gradient_clip = optimizer.gradient_clip};
}

EpochPlan polish_epoch(const config::Polish& polish, int epoch) {
  return {.is_polish = true,
          .position = epoch,
          .iterations = polish.iterations,
          .batch = polish.batch,
          .uses_score = true,
          .target_width = 1.0,
          .far_exponent = kLastFarExponent,
          .forward_emphasis = std::max(0.0, 1.0 - 2.0 * (epoch - 1) / polish.epochs),
          .tail_average = kPolishTailAverage,
          .gradient_clip = kPolishClip};
}

double learning_rate(const config::RunConfig& config, const EpochPlan& plan, int iteration) {
  const auto done = [&](int epochs) {
    return (static_cast<double>(plan.position - 1) * plan.iterations + (iteration - 1)) /
           (static_cast<double>(epochs) * plan.iterations);
  };
  // The step rises from 0 at the beginning of each epoch while Adam's moments settle.
  const auto warmed_up = [&](double step, int warmup) {
    return iteration <= warmup ? step * iteration / (warmup + 1.0) : step;
  };
  if (!plan.is_polish)
    return warmed_up(decayed_learning_rate(config.optimizer, done(config.optimizer.epochs)),
                     config.optimizer.warmup);
  const config::Polish& polish = config.polish.value();
  return warmed_up(
      decayed(polish.learning_rate, polish.final_learning_rate, "geometric", done(polish.epochs)),
      plan.iterations / kPolishWarmup);
}

}  // namespace epi::optimizer
