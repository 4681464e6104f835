#pragma once

#include <optional>
#include <vector>

#include "config/run_config.h"
#include "optimizer/records.h"

namespace epi::run {

/// The seed whose flow is the result: the converged one of highest entropy; if none converged, the one that
/// comes closest (optimizer/ranking.h). Earlier seeds win ties.
/// @return index into `seeds`; nothing if there is no seed with a finished epoch.
std::optional<std::size_t> choose_winner(const std::vector<optimizer::SeedResult>& seeds,
                                         const config::Convergence& convergence);

/// The epoch that stands for a seed: its best one, or the last before there is one.
const optimizer::EpochRecord& representative_epoch(const optimizer::TrainingState& state);

/// The flow that stands for a seed, of the same epoch.
const flow::FlowState& representative_flow(const optimizer::TrainingState& state);

}  // namespace epi::run
