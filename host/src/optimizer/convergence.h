#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "config/run_config.h"
#include "objective/emergent_property.h"
#include "optimizer/records.h"
#include "plugin/simulator.h"

namespace epi::optimizer {

/// Judges every constraint on fresh samples, by both tests.
///
/// Equivalence (the default): the confidence interval of E[T] (normal theory) lies within the tolerance of
/// mu; for an inequality the upper end of the Wilson interval of the violating share lies below the
/// tolerance. Paper: `bootstraps` means of nu * batch samples drawn with replacement; two-sided p = 2
/// min(share above mu, share below mu); met when p > alpha / m. It fails to reject, so less data makes it
/// easier to pass. Source: Bittner et al., bioRxiv 837567, Methods, hypothesis testing of convergence.
/// @param position  of the bootstrap's draws in `random`, e.g. the epoch.
std::vector<ConstraintVerdict> judge(const objective::EmergentProperty& property,
                                     const plugin::Simulated& simulated, const config::RunConfig& config,
                                     const Random& random, std::uint64_t position);

}  // namespace epi::optimizer
