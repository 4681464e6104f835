#include "config/schema_rule.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/suggest.h"
#include "config/json_path.h"
#include "config/json_text.h"

namespace epi::config {
namespace {

using nlohmann::json;

struct TypeName {
  const char* name;
  const char* words;
  bool (*holds)(const json&);
};
constexpr std::array<TypeName, 7> kTypes = {{
    {"integer", "an integer", [](const json& v) { return v.is_number_integer(); }},
    {"number", "a number", [](const json& v) { return v.is_number(); }},
    {"string", "a string", [](const json& v) { return v.is_string(); }},
    {"boolean", "true or false", [](const json& v) { return v.is_boolean(); }},
    {"object", "an object {...}", [](const json& v) { return v.is_object(); }},
    {"array", "a list [...]", [](const json& v) { return v.is_array(); }},
    {"null", "null", [](const json& v) { return v.is_null(); }},
}};

struct Bound {
  const char* keyword;
  const char* words;
  bool (*holds)(double value, double bound);
};
constexpr std::array<Bound, 4> kBounds = {{
    {"minimum", ">=", [](double v, double b) { return v >= b; }},
    {"exclusiveMinimum", ">", [](double v, double b) { return v > b; }},
    {"maximum", "<=", [](double v, double b) { return v <= b; }},
    {"exclusiveMaximum", "<", [](double v, double b) { return v < b; }},
}};

/// The words of `type`, which is a name or a list of names.
std::vector<TypeName> types_of(const json& schema) {
  std::vector<TypeName> types;
  const json wanted = schema.value("type", json());
  for (const TypeName& type : kTypes)
    if (wanted == type.name ||
        (wanted.is_array() && std::find(wanted.begin(), wanted.end(), type.name) != wanted.end()))
      types.push_back(type);
  return types;
}

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, unused] : object.items()) keys.push_back(key);
  return keys;
}

Complaint complain(std::string what, const std::string& path, const json& value, const json& schema) {
  return {.what = std::move(what), .where = path, .value = shown(value), .rule = rule_of(schema), .next = {}};
}

std::optional<Complaint> fault_of_choice(const json& value, const json& schema, const std::string& path) {
  const bool has_const = schema.contains("const");
  if (!has_const && !schema.contains("enum")) return std::nullopt;
  const json allowed = has_const ? json::array({schema["const"]}) : schema["enum"];
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return std::nullopt;
  Complaint complaint = complain("this value is not among the allowed ones", path, value, schema);
  if (value.is_string()) {
    std::vector<std::string> words;
    for (const json& item : allowed)
      if (item.is_string()) words.push_back(item.get<std::string>());
    if (!nearest(value.get<std::string>(), words).empty())
      complaint.next = did_you_mean(value.get<std::string>(), words);
  }
  return complaint;
}

std::optional<Complaint> fault_of_number(const json& value, const json& schema, const std::string& path) {
  for (const Bound& bound : kBounds) {
    const auto limit = schema.find(bound.keyword);
    if (limit != schema.end() && limit->is_number() &&
        !bound.holds(value.get<double>(), limit->get<double>()))
      return complain("the number is out of range", path, value, schema);
  }
  return std::nullopt;
}

std::optional<Complaint> fault_of_size(std::size_t size, const char* smallest, const char* largest,
                                       const char* things, const json& value, const json& schema,
                                       const std::string& path) {
  if (size < schema.value(smallest, std::size_t{0}))
    return complain(std::string("there are too few ") + things, path, value, schema);
  if (size > schema.value(largest, SIZE_MAX))
    return complain(std::string("there are too many ") + things, path, value, schema);
  return std::nullopt;
}

std::optional<Complaint> fault_of_array(const json& value, const json& schema, const std::string& path) {
  if (auto fault =
          fault_of_size(value.size(), "minItems", "maxItems", "items in the list", value, schema, path))
    return fault;
  if (schema.value("uniqueItems", false))
    for (std::size_t i = 0; i < value.size(); ++i)
      if (std::find(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(i), value[i]) !=
          value.begin() + static_cast<std::ptrdiff_t>(i))
        return complain("this item appears twice in the list", path_of_item(path, i), value[i], schema);
  if (const auto items = schema.find("items"); items != schema.end() && items->is_object())
    for (std::size_t i = 0; i < value.size(); ++i)
      if (auto fault = find_fault(value[i], *items, path_of_item(path, i))) return fault;
  return std::nullopt;
}

std::optional<Complaint> fault_of_object(const json& value, const json& schema, const std::string& path) {
  const json properties = schema.value("properties", json::object());
  const json others = schema.value("additionalProperties", json(true));
  const bool refuses_others = others == false && !schema.contains("patternProperties");
  for (const auto& [key, child] : value.items())
    if (refuses_others && !properties.contains(key))
      return Complaint{.what = "unknown key \"" + key + "\"",
                       .where = path_of_key(path, key),
                       .value = {},
                       .rule = {},
                       .next = did_you_mean(key, keys_of(properties))};
  for (const json& key : schema.value("required", json::array()))
    if (!value.contains(key.get<std::string>()))
      return Complaint{.what = "the key " + shown(key) + " is missing",
                       .where = path_of_key(path, key.get<std::string>()),
                       .value = {},
                       .rule = rule_of(properties.value(key.get<std::string>(), json::object())),
                       .next = "add it"};
  for (const auto& [key, child] : value.items()) {
    const json* rule = properties.contains(key) ? &properties[key] : &others;
    if (rule->is_object())
      if (auto fault = find_fault(child, *rule, path_of_key(path, key))) return fault;
  }
  return std::nullopt;
}

}  // namespace

std::string rule_of(const json& schema) {
  std::string words;
  for (const TypeName& type : types_of(schema))
    words += (words.empty() ? "" : " or ") + std::string(type.words);
  if (words.empty()) words = "a value";
  if (schema.contains("const")) words += " equal to " + schema["const"].dump();
  if (schema.contains("enum")) {
    words = "one of ";
    for (const json& item : schema["enum"]) words += (words == "one of " ? "" : ", ") + item.dump();
  }
  bool first = true;
  for (const Bound& bound : kBounds)
    if (schema.contains(bound.keyword)) {
      words += std::string(first ? " " : " and ") + bound.words + " " + schema[bound.keyword].dump();
      first = false;
    }
  if (schema.contains("minItems")) words += " of at least " + schema["minItems"].dump();
  if (schema.contains("maxItems")) words += " of at most " + schema["maxItems"].dump();
  if (schema.value("minLength", 0) > 0) words += ", not empty";
  if (schema.contains("description")) words += " (" + schema["description"].get<std::string>() + ")";
  return words;
}

std::optional<Complaint> find_fault(const json& value, const json& schema, const std::string& path) {
  const std::vector<TypeName> types = types_of(schema);
  if (!types.empty() &&
      std::none_of(types.begin(), types.end(), [&](const TypeName& type) { return type.holds(value); }))
    return complain("the value has the wrong type", path, value, schema);
  if (auto fault = fault_of_choice(value, schema, path)) return fault;
  if (value.is_number()) return fault_of_number(value, schema, path);
  if (value.is_string())
    return fault_of_size(value.get_ref<const std::string&>().size(), "minLength", "maxLength", "characters",
                         value, schema, path);
  if (value.is_array()) return fault_of_array(value, schema, path);
  if (value.is_object()) return fault_of_object(value, schema, path);
  return std::nullopt;
}

}  // namespace epi::config
