#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace epi::config {

/// A field that belongs to another kind of flow than the document asks for would have no effect.
/// @param document  has passed the schema.
/// @throws Error(config) for the first such field, naming it and the kind that has it.
void refuse_fields_of_other_kinds(const nlohmann::json& document, const std::string& origin);

}  // namespace epi::config
