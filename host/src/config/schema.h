#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace epi::config {

/// The schema of run configurations (schemas/run_config.schema.json), built into the program.
const nlohmann::json& run_config_schema();

/// Checks a document against a JSON Schema (draft 7).
/// @param origin  file name or option that the document came from, for the message; may be empty.
/// @param path    where in `origin` the document stands; empty for the whole of it.
/// @throws Error(config) for the first fault: what it is, its JSON path, the value, the rule from the schema,
///   and for an unknown key the known key that may be meant.
void check_against_schema(const nlohmann::json& document, const nlohmann::json& schema,
                          const std::string& origin, const std::string& path);

/// Is this schema itself usable?   @throws Error(config) with the reason, naming `origin`.
void check_schema_itself(const nlohmann::json& schema, const std::string& origin);

/// The document with the defaults of `schema` (draft 7) in place of missing properties, at every depth that
/// the document or a default reaches.
nlohmann::json with_defaults(nlohmann::json document, const nlohmann::json& schema);

}  // namespace epi::config
