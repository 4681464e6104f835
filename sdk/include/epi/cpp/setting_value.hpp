#pragma once

#include <cstdint>
#include <string>

#include "flat_json.hpp"
#include "setting_rules.hpp"
#include "text.hpp"

// Giving a value from JSON to a setting, one overload for each type that a setting may have.

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

[[noreturn]] inline void refuse_setting(const std::string& name, const FlatMember& given,
                                        const std::string& rule) {
  throw Failure(EPI_E_SETTINGS, "setting '" + name + "' = " + given.source + ": must be " + rule);
}

/// "> 0 and <= 10 s"
inline std::string bounds_text(const SettingRules& setting) {
  std::string rule;
  if (std::isfinite(setting.lower())) {
    rule += (setting.lower_excluded() ? "> " : ">= ") + to_text(setting.lower());
  }
  if (std::isfinite(setting.upper())) {
    rule += (rule.empty() ? "" : " and ");
    rule += (setting.upper_excluded() ? "< " : "<= ") + to_text(setting.upper());
  }
  return setting.unit().empty() ? rule : rule + " " + setting.unit();
}

inline void check_bounds(const SettingRules& setting, double x, const FlatMember& given) {
  const bool low = setting.lower_excluded() ? !(x > setting.lower()) : !(x >= setting.lower());
  const bool high = setting.upper_excluded() ? !(x < setting.upper()) : !(x <= setting.upper());
  if (low || high) refuse_setting(setting.name(), given, bounds_text(setting));
}

inline void assign(const SettingRules& setting, const FlatMember& given, double& out) {
  const auto* number = std::get_if<FlatNumber>(&given.value);
  if (!number) refuse_setting(setting.name(), given, "a number");
  check_bounds(setting, number->value, given);
  out = number->value;
}
inline void assign(const SettingRules& setting, const FlatMember& given, std::int64_t& out) {
  const auto* number = std::get_if<FlatNumber>(&given.value);
  if (!number || !number->is_integer) refuse_setting(setting.name(), given, "a whole number");
  check_bounds(setting, static_cast<double>(number->integer), given);
  out = number->integer;
}
inline void assign(const SettingRules& setting, const FlatMember& given, bool& out) {
  const auto* truth = std::get_if<bool>(&given.value);
  if (!truth) refuse_setting(setting.name(), given, "true or false");
  out = *truth;
}
inline void assign(const SettingRules& setting, const FlatMember& given, std::string& out) {
  const auto* text = std::get_if<std::string>(&given.value);
  if (!text) refuse_setting(setting.name(), given, "a text in quotes");
  bool known = setting.values().empty();
  for (const std::string& value : setting.values()) known = known || value == *text;
  if (!known) {
    std::string list;
    for (const std::string& value : setting.values()) list += (list.empty() ? "" : ", ") + quoted(value);
    refuse_setting(setting.name(), given, "one of " + list + "; " + did_you_mean(*text, setting.values()));
  }
  out = *text;
}

}  // namespace detail

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
