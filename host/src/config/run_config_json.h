#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "config/json_text.h"
#include "config/overrides.h"
#include "config/run_config.h"

namespace epi::config {

/// Checks the document against the schema and the rules between fields, and fills in every default.
/// @param origin  file name or option that the document came from, for messages; may be empty.
/// @throws Error(config) naming the JSON path, the value and the rule, with a suggestion for unknown keys.
RunConfig run_config_from_json(const nlohmann::json& document, const std::string& origin);

/// The configuration with every default written out; reads back to the same RunConfig. Optional fields that
/// are absent stay absent.
nlohmann::json to_json(const RunConfig& config);

}  // namespace epi::config
