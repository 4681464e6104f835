#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "text.hpp"

namespace epi::sdk {

namespace detail {

inline std::string json_of(double x) {
  return to_text(x);
}
inline std::string json_of(std::int64_t x) {
  return std::to_string(x);
}
inline std::string json_of(bool x) {
  return x ? "true" : "false";
}
inline std::string json_of(const std::string& x) {
  return quoted(x);
}

inline const char* json_type(double) {
  return "number";
}
inline const char* json_type(std::int64_t) {
  return "integer";
}
inline const char* json_type(bool) {
  return "boolean";
}
inline const char* json_type(const std::string&) {
  return "string";
}

}  // namespace detail

/// One setting of a model: a member of its Settings struct (whose initialiser is the default) and the rules
/// that a value must obey.
template <class Settings>
class Setting {
 public:
  using Member =
      std::variant<double Settings::*, std::int64_t Settings::*, bool Settings::*, std::string Settings::*>;

  template <class Value>
  Setting(std::string name, Value Settings::*member) : name_(std::move(name)), member_(member) {
    const Settings defaults{};
    json_type_ = detail::json_type(defaults.*member);
    json_default_ = detail::json_of(defaults.*member);
  }

  Setting& unit(std::string unit) { return unit_ = std::move(unit), *this; }
  Setting& describe(std::string text) { return description_ = std::move(text), *this; }
  Setting& at_least(double bound) { return lower_ = bound, lower_excluded_ = false, *this; }
  Setting& above(double bound) { return lower_ = bound, lower_excluded_ = true, *this; }
  Setting& at_most(double bound) { return upper_ = bound, upper_excluded_ = false, *this; }
  Setting& below(double bound) { return upper_ = bound, upper_excluded_ = true, *this; }
  /// For a text: the only values that it may have.
  Setting& one_of(std::vector<std::string> values) { return values_ = std::move(values), *this; }

  const std::string& name() const { return name_; }
  const Member& member() const { return member_; }
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
  std::string name_;
  Member member_;
  std::string json_type_, json_default_, unit_, description_;
  double lower_ = -std::numeric_limits<double>::infinity(), upper_ = std::numeric_limits<double>::infinity();
  bool lower_excluded_ = false, upper_excluded_ = false;
  std::vector<std::string> values_;
};

}  // namespace epi::sdk
