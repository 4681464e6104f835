#pragma once

#include <string>

#include "config/run_config.h"

namespace epi::config {

/// The rules that one field cannot break alone: even batch, c_max >= c0, a constraint's exactly one form,
/// distinct seeds and names, ... Rules that need the model are checked where the model is known.
/// @throws Error(config) for the first broken rule, naming the JSON path, the value and the rule.
void check_run_config(const RunConfig& config, const std::string& origin);

}  // namespace epi::config
