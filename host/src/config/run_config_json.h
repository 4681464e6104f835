#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "config/run_config.h"

namespace epi::config {

/// Parses a run configuration's text: comments are not allowed, duplicate keys are refused.
/// @param origin  file name or "--property" for messages.   @throws Error(config) with line and column.
nlohmann::json parse_json(const std::string& text, const std::string& origin);

/// Applies `path.to.key=value` overrides (array items by index). The value is JSON, or a string if it is not.
/// @throws Error(config) if an override has no '=' or walks through a scalar.
void apply_overrides(nlohmann::json& document, std::span<const std::string> overrides);

/// Checks the document against the schema and the rules between fields, and fills in every default.
/// @throws Error(config) naming the JSON path, the value and the rule, with a suggestion for unknown keys.
RunConfig run_config_from_json(const nlohmann::json& document, const std::string& origin);

/// The configuration with every default written out; reads back to the same RunConfig.
nlohmann::json to_json(const RunConfig& config);

}  // namespace epi::config
