#include "cli/option_values.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <thread>

#include "cli/number_text.h"
#include "epi/host/error.h"

namespace epi::cli {
namespace {

constexpr std::uint64_t kLargestSeed = std::numeric_limits<std::int64_t>::max();
constexpr std::size_t kMostSeeds = 10000;
constexpr std::uint64_t kMostThreads = 1024;

[[noreturn]] void refuse(const std::string& what, const std::string& option, const std::string& value,
                         const std::string& rule, const std::string& next = {}) {
  throw Error(ErrorKind::config,
              {.what = what, .where = "--" + option, .value = value, .rule = rule, .next = next});
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

}  // namespace

Option plugin_path_option() {
  return {.name = "plugin-path",
          .value_name = "PATH",
          .help = "folder or file to search for models first; may be repeated",
          .is_repeatable = true};
}

host::PluginPath plugin_path_of(const Arguments& arguments) {
  const std::vector<std::string> paths = arguments.values("plugin-path");
  return host::PluginPath(paths.begin(), paths.end());
}

Option threads_option() {
  return {.name = "threads",
          .value_name = "N",
          .help = "simulation threads (default: the cores available); results do not depend on it"};
}

int threads_of(const Arguments& arguments) {
  const unsigned available = std::max(1u, std::thread::hardware_concurrency());
  return static_cast<int>(whole_of(arguments, "threads", 1, kMostThreads, available));
}

Option setting_option() {
  return {.name = "setting",
          .value_name = "NAME=VALUE",
          .help = "one of the model's own settings; may be repeated",
          .is_repeatable = true};
}

nlohmann::json settings_of(const Arguments& arguments) {
  nlohmann::json settings = nlohmann::json::object();
  for (const std::string& text : arguments.values("setting")) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      refuse("a setting has no name or no value", "setting", text, "a setting is name=value",
             "write e.g. --setting tau=2");
    const std::string value = text.substr(equals + 1);
    nlohmann::json parsed = nlohmann::json::parse(value, nullptr, /*allow_exceptions=*/false);
    settings[text.substr(0, equals)] = parsed.is_discarded() ? nlohmann::json(value) : std::move(parsed);
  }
  return settings;
}

std::uint64_t whole_of(const Arguments& arguments, const std::string& option, std::uint64_t least,
                       std::uint64_t most, std::uint64_t otherwise) {
  const std::optional<std::string> text = arguments.value(option);
  if (!text) return otherwise;
  const std::optional<std::uint64_t> number = parse_whole(*text);
  if (!number || *number < least || *number > most)
    refuse("the value does not fit this option", option, *text,
           "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return *number;
}

std::uint64_t seed_of(const Arguments& arguments, std::uint64_t otherwise) {
  return whole_of(arguments, "seed", 0, kLargestSeed, otherwise);
}

std::optional<double> positive_of(const Arguments& arguments, const std::string& option) {
  const std::optional<std::string> text = arguments.value(option);
  if (!text) return std::nullopt;
  const std::optional<double> number = parse_number(*text);
  if (!number || !std::isfinite(*number) || *number <= 0)
    refuse("the value does not fit this option", option, *text, "a number above zero");
  return number;
}

std::vector<std::uint64_t> parse_seeds(const std::string& text, const std::string& option) {
  const char* rule = "seeds are 7, 1:5 or 1,2,7: whole numbers, the smaller end of a range first";
  std::vector<std::uint64_t> seeds;
  for (const std::string& part : split(text, ',')) {
    const std::vector<std::string> ends = split(part, ':');
    const std::optional<std::uint64_t> first = parse_whole(ends.front()), last = parse_whole(ends.back());
    if (ends.size() > 2 || !first || !last || *first > *last || *last > kLargestSeed)
      refuse("these are no seeds", option, text, rule);
    if (*last - *first >= kMostSeeds || seeds.size() + (*last - *first) >= kMostSeeds)
      refuse("these are too many seeds", option, text, "at most " + std::to_string(kMostSeeds) + " seeds");
    for (std::uint64_t seed = *first; seed <= *last; ++seed) seeds.push_back(seed);
  }
  return seeds;
}

std::map<std::string, double> parse_point(const std::string& text, const std::string& option) {
  std::map<std::string, double> point;
  for (const std::string& part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    const std::optional<double> value =
        equals == std::string::npos ? std::nullopt : parse_number(part.substr(equals + 1));
    if (!value || !std::isfinite(*value) || equals == 0)
      refuse("\"" + part + "\" gives no value to a parameter", option, text, "name=number, joined by commas",
             "write e.g. --" + option + " a1=0.5,a2=3");
    if (!point.emplace(part.substr(0, equals), *value).second)
      refuse("\"" + part.substr(0, equals) + "\" appears twice", option, text,
             "a parameter has one value in a point");
  }
  return point;
}

}  // namespace epi::cli
