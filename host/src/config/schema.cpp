#include "config/schema.h"

#include <string_view>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "base/error.h"
#include "config/json_path.h"
#include "config/json_text.h"
#include "config/schema_rule.h"

namespace epi {
extern const std::string_view kRunConfigSchemaText;  // generated from schemas/run_config.schema.json
}

namespace epi::config {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

void parse_schema(const json& schema, valijson::Schema& parsed) {
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(Adapter(schema), parsed);
}

/// The library names places as "<root>", "[key]", "[0]".
std::string path_of_context(const std::vector<std::string>& context, std::string path) {
  for (const std::string& step : context) {
    if (step.size() < 2 || step.front() != '[') continue;
    const std::string name = step.substr(1, step.size() - 2);
    const bool is_index = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    if (is_index) {
      path.append("[").append(name).append("]");
    } else {
      path = path_of_key(path, name);
    }
  }
  return path;
}

/// A fault that only the validator sees: its own words, at the deepest place it names.
Complaint complaint_of_validator(valijson::ValidationResults& results, const std::string& path) {
  valijson::ValidationResults::Error error, deepest;
  while (results.popError(error))
    if (error.context.size() > deepest.context.size()) deepest = error;
  return {.what = "the value breaks its schema",
          .where = path_of_context(deepest.context, path),
          .value = {},
          .rule = deepest.description,
          .next = {}};
}

}  // namespace

const json& run_config_schema() {
  static const json schema = json::parse(kRunConfigSchemaText);
  return schema;
}

void check_against_schema(const json& document, const json& schema, const std::string& origin,
                          const std::string& path) {
  valijson::Schema parsed;
  parse_schema(schema, parsed);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(parsed, Adapter(document), &results)) return;
  const auto fault = find_fault(document, schema, path);
  Complaint complaint = fault ? *fault : complaint_of_validator(results, path);
  if (!origin.empty()) complaint.what += " in " + origin;
  throw Error(ErrorKind::config, complaint);
}

void check_schema_itself(const json& schema, const std::string& origin) {
  try {
    valijson::Schema parsed;
    parse_schema(schema, parsed);
  } catch (const std::exception& error) {
    throw Error(ErrorKind::config, {.what = "a JSON Schema is not usable",
                                    .where = origin,
                                    .value = shown(schema),
                                    .rule = error.what(),
                                    .next = {}});
  }
}

json with_defaults(json document, const json& schema) {
  if (document.is_object() && schema.contains("properties"))
    for (const auto& [key, property] : schema["properties"].items()) {
      if (!document.contains(key) && property.contains("default")) document[key] = property["default"];
      if (document.contains(key)) document[key] = with_defaults(document[key], property);
    }
  if (document.is_array() && schema.contains("items") && schema["items"].is_object())
    for (json& item : document) item = with_defaults(std::move(item), schema["items"]);
  return document;
}

}  // namespace epi::config
