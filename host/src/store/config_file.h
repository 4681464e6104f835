#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "store/run_folder.h"

// config.json and config.resolved.json: what the user asked for, and what that means with every default.

namespace epi::store {

/// Writes both files atomically.
/// @param given  the text as the user gave it, kept byte for byte.
/// @param resolved  config::to_json of the checked configuration.   @throws Error(io).
void save_config(const RunFolder& folder, std::string_view given, const nlohmann::json& resolved);

/// config.resolved.json of an earlier run, to be read by config::run_config_from_json.
/// @throws Error(io) if it is missing or is not JSON.
nlohmann::json load_resolved_config(const RunFolder& folder);

}  // namespace epi::store
