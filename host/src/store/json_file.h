#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"

// The JSON documents of a run folder: indented text that carries `"format": "epi-<what>/<version>"`.

namespace epi::store {

/// Writes a document atomically, indented by two spaces, bytes that are not UTF-8 replaced by U+FFFD.
/// @throws Error(io).
void write_json_file(const std::filesystem::path& file, const nlohmann::json& document);

/// Reads a document of the given format.
/// @param format  e.g. "epi-result/1".
/// @throws Error(io) if the file cannot be read, is not JSON, or is of another format or version.
nlohmann::json read_json_file(const std::filesystem::path& file, std::string_view format);

/// An Error(io) that says `file` is damaged, with the reason.
Error damaged_file(const std::filesystem::path& file, const std::string& reason);

/// Runs `parse()`, which picks fields out of a document, and reports a missing or mistyped field as a damaged
/// file.
template <class Parse>
auto parse_fields(const std::filesystem::path& file, Parse parse) {
  try {
    return parse();
  } catch (const nlohmann::json::exception& error) {
    throw damaged_file(file, error.what());
  }
}

}  // namespace epi::store
