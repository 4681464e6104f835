#pragma once

#include <functional>

#include "setting_value.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

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

/// One setting of a model: a member of its Settings struct, whose initialiser is the default.
template <class Settings>
class Setting : public SettingRules {
 public:
  /// Value: double, std::int64_t, bool or std::string.
  template <class Value>
  Setting(std::string name, Value Settings::*member)
      : SettingRules(std::move(name), detail::json_type(Settings{}.*member),
                     detail::json_of(Settings{}.*member)),
        assign_([member](const SettingRules& rules, const FlatMember& given, Settings& out) {
          detail::assign(rules, given, out.*member);
        }) {}

  /// @throws Failure(EPI_E_SETTINGS) if the value breaks a rule.
  void assign(const FlatMember& given, Settings& out) const { assign_(*this, given, out); }

 private:
  std::function<void(const SettingRules&, const FlatMember&, Settings&)> assign_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
