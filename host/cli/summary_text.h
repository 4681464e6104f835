#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

namespace epi::cli {

/// What host::summarize found, in plain words: what was asked, verdict, constraints, seeds, parameters,
/// files, advice.
std::string summary_text(const nlohmann::json& summary, const std::filesystem::path& folder);

}  // namespace epi::cli
