#include "run/winner.h"

#include <algorithm>

namespace epi::run {

const optimizer::EpochRecord& representative_epoch(const optimizer::TrainingState& state) {
  return state.best_epoch >= 0 ? state.epochs.at(static_cast<std::size_t>(state.best_epoch))
                               : state.epochs.back();
}

const flow::FlowState& representative_flow(const optimizer::TrainingState& state) {
  return state.best_epoch >= 0 ? state.best_flow : state.flow;
}

double distance_in_tolerances(const optimizer::ConstraintVerdict& verdict) {
  return std::max(verdict.target - verdict.lower, verdict.upper - verdict.target) / verdict.tolerance;
}

double worst_in_tolerances(const optimizer::EpochRecord& epoch) {
  double worst = 0.0;
  for (const auto& verdict : epoch.constraints) worst = std::max(worst, distance_in_tolerances(verdict));
  return worst;
}

std::optional<std::size_t> choose_winner(const std::vector<optimizer::SeedResult>& seeds) {
  std::optional<std::size_t> best;
  const auto better = [&](const optimizer::TrainingState& a, const optimizer::TrainingState& b) {
    if ((a.best_epoch >= 0) != (b.best_epoch >= 0)) return a.best_epoch >= 0;
    const optimizer::EpochRecord& epoch_a = representative_epoch(a);
    const optimizer::EpochRecord& epoch_b = representative_epoch(b);
    return a.best_epoch >= 0 ? epoch_a.entropy > epoch_b.entropy
                             : worst_in_tolerances(epoch_a) < worst_in_tolerances(epoch_b);
  };
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (seeds[i].state.epochs.empty()) continue;
    if (!best || better(seeds[i].state, seeds[*best].state)) best = i;
  }
  return best;
}

}  // namespace epi::run
