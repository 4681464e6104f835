#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

namespace epi::host {

/// The document in a configuration file, not yet checked: plan_run and run do that, for they know the
/// model.
/// @throws Error(io) if the file cannot be read; Error(config) with line and column if it is not JSON, or if
///   a key appears twice in one object.
nlohmann::json read_config(const std::filesystem::path& file);

}  // namespace epi::host
