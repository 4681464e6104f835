#include "run/winner.h"

#include "optimizer/ranking.h"

namespace epi::run {

const optimizer::EpochRecord& representative_epoch(const optimizer::TrainingState& state) {
  return state.best_epoch >= 0 ? state.epochs.at(static_cast<std::size_t>(state.best_epoch))
                               : state.epochs.back();
}

const flow::FlowState& representative_flow(const optimizer::TrainingState& state) {
  return state.best_epoch >= 0 ? state.best_flow : state.flow;
}

std::optional<std::size_t> choose_winner(const std::vector<optimizer::SeedResult>& seeds,
                                         const config::Convergence& convergence) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < seeds.size(); ++i) {
    if (seeds[i].state.epochs.empty()) continue;
    if (!best || optimizer::is_better(representative_epoch(seeds[i].state),
                                      representative_epoch(seeds[*best].state), convergence))
      best = i;
  }
  return best;
}

}  // namespace epi::run
