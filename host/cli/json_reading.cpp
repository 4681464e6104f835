#include "cli/json_reading.h"

#include "cli/number_text.h"

namespace epi::cli {

std::string text_of(const nlohmann::json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? short_text(value.get<double>()) : value.dump();
}

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found == object.end() ? std::string() : text_of(*found);
}

nlohmann::json list_of(const nlohmann::json& object, const char* key) {
  return object.value(key, nlohmann::json::array());
}

}  // namespace epi::cli
