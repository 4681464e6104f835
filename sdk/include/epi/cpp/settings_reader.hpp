#pragma once

#include <deque>
#include <string>

#include "setting.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Settings from a JSON object; an absent key leaves the default.
/// @throws Failure(EPI_E_SETTINGS) naming the key, the value, the rule and what to try.
template <class Settings>
Settings read_settings(const std::string& json, const std::deque<Setting<Settings>>& known) {
  Settings settings{};
  for (const FlatMember& given : FlatJsonReader(json).read()) {
    const Setting<Settings>* found = nullptr;
    std::vector<std::string> names;
    for (const Setting<Settings>& setting : known) {
      names.push_back(setting.name());
      if (setting.name() == given.key) found = &setting;
    }
    if (!found) {
      throw Failure(EPI_E_SETTINGS,
                    "'" + given.key + "' is not a setting of this model; " + did_you_mean(given.key, names));
    }
    found->assign(given, settings);
  }
  return settings;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
