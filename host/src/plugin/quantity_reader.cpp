#include "plugin/quantity_reader.h"

#include <fmt/format.h>

#include <cmath>

namespace epi::plugin {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string interval(double lower, double upper) {
  return fmt::format("[{}, {}]", lower, upper);
}

}  // namespace

ParameterSpec read_parameter(const epi_param& raw, const std::string& owner, const TableCheck& check) {
  ParameterSpec spec;
  spec.name = check.identifier(raw.name, owner);
  const std::string named = "parameter \"" + spec.name + "\"";
  spec.unit = check.text(raw.unit, named, "unit");
  spec.label = check.text(raw.label, named, "label");
  spec.description = check.text(raw.description, named, "description");
  const bool open_below = raw.support == EPI_SUPPORT_REAL || raw.support == EPI_SUPPORT_UPPER;
  const bool open_above = raw.support == EPI_SUPPORT_REAL || raw.support == EPI_SUPPORT_LOWER;
  spec.lower = open_below ? -kInfinity : raw.lower;
  spec.upper = open_above ? kInfinity : raw.upper;
  spec.default_value = raw.default_value;
  spec.log_scale = raw.scale == EPI_SCALE_LOG;
  if ((!open_below && !std::isfinite(spec.lower)) || (!open_above && !std::isfinite(spec.upper)))
    check.refuse("gives a bound of " + named + " that is not finite",
                 "a closed end of a support is a finite number", interval(spec.lower, spec.upper));
  if (!(spec.lower < spec.upper))
    check.refuse("gives crossed bounds for " + named, "lower < upper", interval(spec.lower, spec.upper));
  if (!std::isfinite(spec.default_value) || spec.default_value < spec.lower ||
      spec.default_value > spec.upper)
    check.refuse("gives a default of " + named + " outside its support",
                 "the default lies in " + interval(spec.lower, spec.upper),
                 fmt::format("{}", spec.default_value));
  if (spec.log_scale && spec.lower < 0)
    check.refuse("gives " + named + " a logarithmic axis", "its support has no negative numbers",
                 interval(spec.lower, spec.upper));
  return spec;
}

StatisticSpec read_statistic(const epi_stat& raw, const std::string& owner, const TableCheck& check) {
  StatisticSpec spec;
  spec.name = check.identifier(raw.name, owner);
  const std::string named = "\"" + spec.name + "\"";
  spec.unit = check.text(raw.unit, named, "unit");
  spec.label = check.text(raw.label, named, "label");
  spec.description = check.text(raw.description, named, "description");
  spec.typical_scale = raw.typical_scale;
  spec.lower = raw.lower;
  spec.upper = raw.upper;
  if (!std::isfinite(spec.typical_scale) || spec.typical_scale < 0)
    check.refuse("gives an impossible typical scale for " + named, "a positive number, or 0 if it is unknown",
                 fmt::format("{}", spec.typical_scale));
  if (!(spec.lower < spec.upper))
    check.refuse("gives a crossed range for " + named, "lower < upper", interval(spec.lower, spec.upper));
  return spec;
}

}  // namespace epi::plugin
