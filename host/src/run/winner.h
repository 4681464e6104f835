#pragma once

#include <optional>
#include <vector>

#include "optimizer/records.h"

namespace epi::run {

/// The seed whose flow is the result: the converged one of highest entropy; if none converged, the one whose
/// last epoch comes closest, measured by its worst constraint in units of the tolerance. Earlier seeds win
/// ties.
/// @return index into `seeds`; nothing if there is no seed with a finished epoch.
std::optional<std::size_t> choose_winner(const std::vector<optimizer::SeedResult>& seeds);

/// The epoch that stands for a seed: the best converged one, else the last.
const optimizer::EpochRecord& representative_epoch(const optimizer::TrainingState& state);

/// The flow that stands for a seed, of the same epoch.
const flow::FlowState& representative_flow(const optimizer::TrainingState& state);

/// How far a constraint's interval reaches from its target, in units of its tolerance: at most 1 when met.
double distance_in_tolerances(const optimizer::ConstraintVerdict& verdict);
/// The largest of them over an epoch's constraints.
double worst_in_tolerances(const optimizer::EpochRecord& epoch);

}  // namespace epi::run
