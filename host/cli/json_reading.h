#pragma once

#include <nlohmann/json.hpp>
#include <string>

// Parts of the host's documents as people read them; what is absent or null is an empty text.

namespace epi::cli {

/// A number in a few digits, a text as it is.
std::string text_of(const nlohmann::json& value);
std::string text_of(const nlohmann::json& object, const char* key);

/// A list of the host's documents, empty if absent.
nlohmann::json list_of(const nlohmann::json& object, const char* key);

}  // namespace epi::cli
