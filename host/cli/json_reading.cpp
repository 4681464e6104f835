#include "cli/json_reading.h"

#include "cli/number_text.h"

namespace epi::cli {

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || found->is_null()) return {};
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_float() ? short_text(found->get<double>()) : found->dump();
}

nlohmann::json list_of(const nlohmann::json& object, const char* key) {
  return object.value(key, nlohmann::json::array());
}

}  // namespace epi::cli
