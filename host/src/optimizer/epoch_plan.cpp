#include "optimizer/epoch_plan.h"

#include "optimizer/annealing.h"
#include "optimizer/learning_rate.h"

namespace epi::optimizer {
namespace {

// How firmly the score pushes density away from where it has no place: not at all at the start of the
// descent.
constexpr double kLastFarExponent = 0.4;

}  // namespace

EpochPlan descent_epoch(const config::Optimizer& optimizer, int epoch) {
  return {.is_polish = false,
          .position = epoch,
          .iterations = optimizer.iterations,
          .batch = optimizer.batch,
          .uses_score = optimizer.gradient == "score",
          .target_width = target_width(optimizer, epoch),
          .far_exponent = kLastFarExponent * (epoch - 1) / optimizer.epochs};
}

EpochPlan polish_epoch(const config::Polish& polish, int epoch) {
  return {.is_polish = true,
          .position = epoch,
          .iterations = polish.iterations,
          .batch = polish.batch,
          .uses_score = true,
          .target_width = 1.0,
          .far_exponent = kLastFarExponent,
          .forward_emphasis = 1.0 - static_cast<double>(epoch - 1) / polish.epochs};
}

double learning_rate(const config::RunConfig& config, const EpochPlan& plan, int iteration) {
  const auto done = [&](int epochs) {
    return (static_cast<double>(plan.position - 1) * plan.iterations + (iteration - 1)) /
           (static_cast<double>(epochs) * plan.iterations);
  };
  if (plan.is_polish) {
    const config::Polish& polish = config.polish.value();
    return decayed(polish.learning_rate, polish.final_learning_rate, "geometric", done(polish.epochs));
  }
  const config::Optimizer& optimizer = config.optimizer;
  const double step = decayed_learning_rate(optimizer, done(optimizer.epochs));
  // It rises from 0 at the beginning of each epoch while Adam's moments settle.
  return iteration <= optimizer.warmup ? step * iteration / (optimizer.warmup + 1.0) : step;
}

}  // namespace epi::optimizer
