#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "base/error.h"

namespace epi::config {

/// What a schema asks of a value, in words: "an integer >= 4 (samples an iteration; even)".
std::string rule_of(const nlohmann::json& schema);

/// The first fault of a value, in document order, in words that a user understands. Covers the keywords type,
/// enum, const, minimum and its kin, lengths, uniqueItems, required, and unknown properties; nothing for
/// faults that only other keywords see.
/// @param path  JSON path of `value`; the complaint's `where` begins with it.
std::optional<Complaint> find_fault(const nlohmann::json& value, const nlohmann::json& schema,
                                    const std::string& path);

}  // namespace epi::config
