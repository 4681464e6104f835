#pragma once

#include <vector>

#include "base/matrix.h"
#include "objective/pull.h"

namespace epi::objective {

/// What every successful sample costs, pull . T and the penalties of inequalities, beyond the median of the
/// batch, nats; 0 for failed ones.  [n_samples]
/// @param t  T of the batch, [n_samples, n_equalities].
std::vector<double> excess_costs(const EmergentProperty& property, const Pulls& pulls, const Matrix& t,
                                 const plugin::Simulated& simulated);

}  // namespace epi::objective
