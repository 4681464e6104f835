#pragma once

#include <string>

#include "config/run_config.h"

namespace epi::optimizer {

/// From first down to last when a share `done` of the way, in [0, 1], lies behind.
/// @param decay  "linear" (equal steps) or "geometric" (equal factors).
double decayed(double first, double last, const std::string& decay, double done);

/// Adam's step when a share `done` of the iterations, in [0, 1], lies behind: from learning_rate down to
/// final_learning_rate by equal steps or by equal factors.
double decayed_learning_rate(const config::Optimizer& optimizer, double done);

}  // namespace epi::optimizer
