#include "config/overrides.h"

#include <charconv>
#include <optional>
#include <vector>

#include "base/error.h"
#include "config/json_text.h"

namespace epi::config {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(const std::string& what, const std::string& override_text, const std::string& rule) {
  throw Error(ErrorKind::config, {.what = what,
                                  .where = "--set " + override_text,
                                  .value = {},
                                  .rule = rule,
                                  .next = "write --set path.to.key=value, e.g. --set optimizer.batch=500"});
}

/// "a.b[0].c" or "a.b.0.c" as its steps.
std::vector<std::string> steps_of(const std::string& path, const std::string& override_text) {
  std::vector<std::string> steps(1);
  for (const char c : path) {
    if (c == '.' || c == '[')
      steps.emplace_back();
    else if (c != ']')
      steps.back() += c;
  }
  for (const std::string& step : steps)
    if (step.empty())
      refuse("an override's path has an empty step", override_text, "steps are keys or indices");
  return steps;
}

std::optional<std::size_t> index_of(const std::string& step) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), index);
  if (error != std::errc() || end != step.data() + step.size()) return std::nullopt;
  return index;
}

json& walk(json& parent, const std::string& step, const std::string& override_text) {
  if (parent.is_null()) parent = json::object();
  if (parent.is_object()) return parent[step];
  if (!parent.is_array())
    refuse("an override walks through a value that has no parts, before \"" + step + "\"", override_text,
           "only objects and lists have parts");
  const std::optional<std::size_t> index = index_of(step);
  if (!index || *index > parent.size())
    refuse("\"" + step + "\" is no index of a list of " + std::to_string(parent.size()), override_text,
           "indices count from 0; the one behind the last appends");
  if (*index == parent.size()) parent.push_back(nullptr);
  return parent[*index];
}

json value_of(const std::string& text) {
  json value = json::parse(text, nullptr, /*allow_exceptions=*/false);
  return value.is_discarded() ? json(text) : value;
}

}  // namespace

void apply_overrides(nlohmann::json& document, std::span<const std::string> overrides) {
  for (const std::string& text : overrides) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
      refuse("an override has no key or no value", text, "an override is path=value");
    json* place = &document;
    for (const std::string& step : steps_of(text.substr(0, equals), text)) place = &walk(*place, step, text);
    *place = value_of(text.substr(equals + 1));
  }
}

}  // namespace epi::config
