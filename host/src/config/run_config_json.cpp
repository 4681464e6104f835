#include "config/run_config_json.h"

#include "config/kind_fields.h"
#include "config/run_config_check.h"
#include "config/run_config_fields.h"
#include "config/schema.h"

namespace epi::config {
namespace {

using nlohmann::json;

struct FieldProbe {
  void operator()(const char*, const auto&) {}
};
/// A struct whose fields are listed in run_config_fields.h.
template <class T>
concept Listed = requires(FieldProbe probe, T& fields) {
  visit_fields(probe, fields);
};

// Reading. The document has passed the schema, so the types fit.

template <class T>
void read(const json& value, T& field);
template <class T>
void read(const json& value, std::optional<T>& field) {
  read(value, field.emplace());
}
template <Listed T>
void read(const json& value, std::vector<T>& field) {
  field.clear();
  for (const json& item : value) read(item, field.emplace_back());
}

struct Reader {
  const json& object;
  template <class T>
  void operator()(const char* name, T& field) {
    if (const auto value = object.find(name); value != object.end()) read(*value, field);
  }
};

template <class T>
void read(const json& value, T& field) {
  if constexpr (Listed<T>) {
    Reader reader{value};
    visit_fields(reader, field);
  } else {
    field = value.get<T>();
  }
}

// Writing.

template <class T>
json write(const T& field);
template <Listed T>
json write(const std::vector<T>& field) {
  json list = json::array();
  for (const T& item : field) list.push_back(write(item));
  return list;
}

struct Writer {
  json& object;
  template <class T>
  void operator()(const char* name, const T& field) {
    object[name] = write(field);
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& field) {
    if (field) object[name] = write(*field);
  }
};

template <class T>
json write(const T& field) {
  if constexpr (Listed<const T>) {
    json object = json::object();
    Writer writer{object};
    visit_fields(writer, field);
    return object;
  } else {
    return json(field);
  }
}

}  // namespace

RunConfig run_config_from_json(const json& document, const std::string& origin) {
  check_against_schema(document, run_config_schema(), origin, "");
  refuse_fields_of_other_kinds(document, origin);
  RunConfig config;
  read(document, config);
  check_run_config(config, origin);
  return config;
}

json to_json(const RunConfig& config) {
  return write(config);
}

}  // namespace epi::config
