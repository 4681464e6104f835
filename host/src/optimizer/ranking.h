#pragma once

#include "config/run_config.h"
#include "optimizer/records.h"

// Which of two results is the better one.

namespace epi::optimizer {

/// How far a constraint's interval reaches from its target, in units of its tolerance: at most 1 when met.
double distance_in_tolerances(const ConstraintVerdict& verdict);
/// The largest of them over an epoch's constraints.
double worst_in_tolerances(const EpochRecord& epoch);

/// By the test that decides.
bool has_converged(const EpochRecord& epoch, const config::Convergence& convergence);

/// Converged ones come before others; among them the higher entropy counts, among the others the smaller
/// distance of the worst constraint.
bool is_better(const EpochRecord& a, const EpochRecord& b, const config::Convergence& convergence);

}  // namespace epi::optimizer
