#pragma once

#include <limits>
#include <string>
#include <vector>

#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// One setting as a user sees it: name, type, default, and the rules that a value must obey.
class SettingRules {
 public:
  SettingRules(std::string name, std::string json_type, std::string json_default)
      : name_(std::move(name)), json_type_(std::move(json_type)), json_default_(std::move(json_default)) {}

  SettingRules& unit(std::string unit) { return unit_ = std::move(unit), *this; }
  SettingRules& describe(std::string text) { return description_ = std::move(text), *this; }
  SettingRules& at_least(double bound) { return lower_ = bound, lower_excluded_ = false, *this; }
  SettingRules& above(double bound) { return lower_ = bound, lower_excluded_ = true, *this; }
  SettingRules& at_most(double bound) { return upper_ = bound, upper_excluded_ = false, *this; }
  SettingRules& below(double bound) { return upper_ = bound, upper_excluded_ = true, *this; }
  /// For a text: the only values that it may have.
  SettingRules& one_of(std::vector<std::string> values) { return values_ = std::move(values), *this; }

  const std::string& name() const { return name_; }
  const std::string& json_type() const { return json_type_; }
  const std::string& json_default() const { return json_default_; }
  const std::string& unit() const { return unit_; }
  const std::string& description() const { return description_; }
  double lower() const { return lower_; }
  double upper() const { return upper_; }
  bool lower_excluded() const { return lower_excluded_; }
  bool upper_excluded() const { return upper_excluded_; }
  const std::vector<std::string>& values() const { return values_; }

 private:
  std::string name_, json_type_, json_default_, unit_, description_;
  double lower_ = -std::numeric_limits<double>::infinity(), upper_ = std::numeric_limits<double>::infinity();
  bool lower_excluded_ = false, upper_excluded_ = false;
  std::vector<std::string> values_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
