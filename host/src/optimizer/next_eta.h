#pragma once

#include <optional>
#include <vector>

#include "config/run_config.h"
#include "objective/pull.h"
#include "optimizer/evaluation.h"
#include "optimizer/random_parameters.h"

namespace epi::optimizer {

/// The multipliers that the weights of a fresh sample tell (objective/reweighting.h).
/// @param eta  what q follows now.  @param reference  what the entropy is relative to, if anything.
std::vector<double> dual_eta(const objective::EmergentProperty& property, const std::vector<double>& eta,
                             const FreshSample& fresh, const std::optional<RandomParameters>& reference);

/// The multipliers of the polish. Those of the answer itself, by the dual on a fresh sample
/// (objective/dual.h), whatever q follows now; or, to correct the bias of an imperfect q, those of dual_eta.
/// `eta` stays where the sample's weights are worth too little to tell.
std::vector<double> polish_eta(const objective::EmergentProperty& property, const std::vector<double>& eta,
                               const FreshSample& fresh, const std::optional<RandomParameters>& reference,
                               bool corrects_bias);

/// The multipliers after an epoch of the descent, by optimizer.eta_update: eta + c R
/// (objective/multiplier_update.h), or those of dual_eta.
/// @param property  of the epoch.  @param multipliers  of the epoch.  @param fresh, evaluation  after it.
/// @param reference  as dual_eta.
std::vector<double> next_eta(const config::Optimizer& optimizer, const objective::EmergentProperty& property,
                             const objective::Multipliers& multipliers, const FreshSample& fresh,
                             const Evaluation& evaluation, const std::optional<RandomParameters>& reference);

}  // namespace epi::optimizer
