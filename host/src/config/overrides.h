#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

namespace epi::config {

/// Applies `path.to.key=value` overrides in order. Array items are reached by index, `seeds.0` or `seeds[0]`;
/// the index just behind the last appends. Missing objects on the way are created. The value is JSON, or a
/// string if it is not.
/// @throws Error(config) if an override has no '=' or an empty path, walks through a scalar, or uses an index
///   that is not there.
void apply_overrides(nlohmann::json& document, std::span<const std::string> overrides);

}  // namespace epi::config
