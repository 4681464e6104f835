#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace epi::config {

/// Parses JSON text: comments are not allowed, a key may not appear twice in one object.
/// @param origin  file name or option for messages.
/// @throws Error(config) with `origin:line:column` and what was expected there, or with the path of the
///   duplicate key.
nlohmann::json parse_json(const std::string& text, const std::string& origin);

/// A value as a message shows it: compact JSON, cut when long.
std::string shown(const nlohmann::json& value);

}  // namespace epi::config
