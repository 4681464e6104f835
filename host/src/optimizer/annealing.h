#pragma once

#include "config/run_config.h"

namespace epi::optimizer {

/// The factor on the widths of all targets in an epoch: `anneal.from` in the first, falling geometrically
/// over `anneal.epochs` epochs, 1 in every later one and without annealing.
/// @param epoch  from 1; 0, the initial distribution, is measured like the first.
double target_width(const config::Optimizer& optimizer, int epoch);

}  // namespace epi::optimizer
