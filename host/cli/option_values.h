#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.h"
#include "epi/host/models.h"

// Options that several verbs share, and the values of options as numbers, lists and assignments. Every
// function throws Error(config), naming option, value and rule, if the text does not fit.

namespace epi::cli {

Option plugin_path_option();
host::PluginPath plugin_path_of(const Arguments& arguments);

Option threads_option();
/// --threads, or as many as this process may use.
int threads_of(const Arguments& arguments);

Option setting_option();
/// --setting name=value, repeated: values are JSON, or text if they are not.
nlohmann::json settings_of(const Arguments& arguments);

/// A whole number within [least, most], or `otherwise` if the option is absent.
std::uint64_t whole_of(const Arguments& arguments, const std::string& option, std::uint64_t least,
                       std::uint64_t most, std::uint64_t otherwise);
/// --seed, a whole number below 2^63.
std::uint64_t seed_of(const Arguments& arguments, std::uint64_t otherwise);
/// A finite number above zero, or nothing if the option is absent.
std::optional<double> positive_of(const Arguments& arguments, const std::string& option);

/// `1:5` and `1,2,7` as lists; parts can be mixed. At most 10,000 seeds.
std::vector<std::uint64_t> parse_seeds(const std::string& text, const std::string& option);

/// `a1=0.5,a2=3` as values by name.
std::map<std::string, double> parse_point(const std::string& text, const std::string& option);

}  // namespace epi::cli
