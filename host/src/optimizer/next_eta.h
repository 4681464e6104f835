#pragma once

#include <optional>
#include <vector>

#include "config/run_config.h"
#include "objective/pull.h"
#include "optimizer/evaluation.h"
#include "optimizer/random_parameters.h"

namespace epi::optimizer {

/// The multipliers after an epoch, by optimizer.eta_update: eta + c R, a Newton step from there
/// (objective/multiplier_update.h), or what the weights of the fresh sample tell (objective/reweighting.h).
/// @param property  of the epoch.  @param multipliers  of the epoch.  @param fresh, evaluation  after it.
/// @param reference  what the entropy is relative to, if anything.
std::vector<double> next_eta(const config::Optimizer& optimizer, const objective::EmergentProperty& property,
                             const objective::Multipliers& multipliers, const FreshSample& fresh,
                             const Evaluation& evaluation, const std::optional<RandomParameters>& reference);

}  // namespace epi::optimizer
