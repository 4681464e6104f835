#pragma once

#include <cmath>
#include <deque>
#include <string>

#include "setting_rules.hpp"
#include "text.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The JSON Schema (2020-12) of one setting.
inline std::string schema_of(const SettingRules& setting) {
  std::string out = quoted(setting.name()) + ": {\"type\": " + quoted(setting.json_type()) +
                    ", \"default\": " + setting.json_default();
  if (std::isfinite(setting.lower())) {
    out += std::string(", ") + (setting.lower_excluded() ? "\"exclusiveMinimum\": " : "\"minimum\": ") +
           to_text(setting.lower());
  }
  if (std::isfinite(setting.upper())) {
    out += std::string(", ") + (setting.upper_excluded() ? "\"exclusiveMaximum\": " : "\"maximum\": ") +
           to_text(setting.upper());
  }
  if (!setting.values().empty()) {
    std::string list;
    for (const std::string& value : setting.values()) list += (list.empty() ? "" : ", ") + quoted(value);
    out += ", \"enum\": [" + list + "]";
  }
  const std::string unit = setting.unit().empty() ? "" : " [" + setting.unit() + "]";
  return out + ", \"description\": " + quoted(setting.description() + unit) + "}";
}

/// The JSON Schema of a model's settings object: flat, closed, with defaults.
template <class Setting>
std::string settings_schema(const std::deque<Setting>& settings) {
  std::string properties;
  for (const SettingRules& setting : settings) {
    properties += (properties.empty() ? "" : ", ") + schema_of(setting);
  }
  return "{\"type\": \"object\", \"properties\": {" + properties + "}, \"additionalProperties\": false}";
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
