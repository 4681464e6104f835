#include "plugin/parameter_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/error.h"
#include "base/suggest.h"

namespace epi::plugin {
namespace {

std::int32_t index_of(const std::string& name, const ModelSpec& spec, const std::string& where) {
  std::vector<std::string> known;
  for (const ParameterSpec& parameter : spec.parameters) {
    if (parameter.name == name) return static_cast<std::int32_t>(known.size());
    known.push_back(parameter.name);
  }
  throw Error(ErrorKind::config, {.what = "the model \"" + spec.id + "\" has no parameter \"" + name + "\"",
                                  .where = where,
                                  .value = {},
                                  .rule = {},
                                  .next = did_you_mean(name, known)});
}

}  // namespace

ParameterMap::ParameterMap(const ModelSpec& spec, const std::vector<std::string>& free,
                           const std::map<std::string, double>& fixed) {
  for (const ParameterSpec& parameter : spec.parameters) values_.push_back(parameter.default_value);
  for (std::size_t i = 0; i < free.size(); ++i) {
    const std::string where = fmt::format("parameters.free[{}]", i);
    const std::int32_t index = index_of(free[i], spec, where);
    if (std::find(free_.begin(), free_.end(), index) != free_.end())
      throw Error(ErrorKind::config, {.what = "the parameter \"" + free[i] + "\" is free twice",
                                      .where = where,
                                      .value = {},
                                      .rule = "a free parameter is given once",
                                      .next = "remove one of the two"});
    free_.push_back(index);
  }
  for (const auto& [name, value] : fixed) {
    const std::string where = "parameters.fixed." + name;
    const std::int32_t index = index_of(name, spec, where);
    const ParameterSpec& parameter = spec.parameters[static_cast<std::size_t>(index)];
    if (std::find(free_.begin(), free_.end(), index) != free_.end())
      throw Error(ErrorKind::config, {.what = "the parameter \"" + name + "\" is both free and fixed",
                                      .where = where,
                                      .value = fmt::format("{}", value),
                                      .rule = "a parameter is inferred or held at a value",
                                      .next = "remove it from one of the two"});
    if (!std::isfinite(value) || value < parameter.lower || value > parameter.upper)
      throw Error(ErrorKind::config, {.what = "the parameter \"" + name + "\" is fixed outside its support",
                                      .where = where,
                                      .value = fmt::format("{} {}", value, parameter.unit),
                                      .rule = fmt::format("it lies in [{}, {}] {}", parameter.lower,
                                                          parameter.upper, parameter.unit),
                                      .next = {}});
    values_[static_cast<std::size_t>(index)] = value;
  }
}

void ParameterMap::expand(std::span<const double> z, std::span<double> full) const {
  EPI_CHECK(z.size() == free_.size() && full.size() == values_.size());
  std::copy(values_.begin(), values_.end(), full.begin());
  for (std::size_t i = 0; i < free_.size(); ++i) full[static_cast<std::size_t>(free_[i])] = z[i];
}

}  // namespace epi::plugin
