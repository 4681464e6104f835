#include "objective/emergent_property.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"

namespace epi::objective {
namespace {

// Share of samples that may lie beyond an inequality's bound, unless the user gives a tolerance.
constexpr double kDefaultViolatingShare = 0.01;

[[noreturn]] void refuse(std::string what, std::string where, std::string value, std::string rule,
                         std::string next) {
  throw Error(ErrorKind::config,
              {std::move(what), std::move(where), std::move(value), std::move(rule), std::move(next)});
}

int find_statistic(const std::string& name, const std::string& path, const plugin::ModelSpec& model) {
  std::vector<std::string> known;
  for (const auto& statistic : model.statistics) known.push_back(statistic.name);
  const auto found = std::find(known.begin(), known.end(), name);
  if (found == known.end()) {
    refuse("the model has no such statistic", path + ".statistic", name,
           fmt::format("one of the statistics of model '{}'", model.id), did_you_mean(name, known));
  }
  return static_cast<int>(found - known.begin());
}

void require_in_range(double value, const std::string& key, const std::string& path,
                      const plugin::StatisticSpec& statistic) {
  if (value >= statistic.lower && value <= statistic.upper) return;
  refuse(fmt::format("the {} lies outside the range that {} can take", key, statistic.name),
         fmt::format("{}.{}", path, key), fmt::format("{} {}", value, statistic.unit),
         fmt::format("{} <= {} <= {}", statistic.lower, key, statistic.upper),
         "choose a reachable value; `epi describe` lists every statistic's range");
}

// How far a variance may be from 1 so that its root is certainly within r of 1: the nearer of the two ends
// (1 - r)^2 and (1 + r)^2.
double variance_tolerance(double r) {
  return r < 1.0 ? 2.0 * r - r * r : 1.0;
}

struct Sorted {
  std::vector<Constraint> equalities, inequalities;
};

void add_moments(const config::Constraint& asked, int column, const plugin::StatisticSpec& statistic,
                 const std::string& path, const config::Convergence& convergence, Sorted& out) {
  require_in_range(*asked.mean, "mean", path, statistic);
  const double scale = asked.std                       ? *asked.std
                       : statistic.typical_scale > 0.0 ? statistic.typical_scale
                       : asked.tolerance               ? *asked.tolerance / convergence.tolerance
                                                       : 0.0;
  if (scale == 0.0) {
    refuse(fmt::format("a mean of {} needs a scale to be judged by", statistic.name), path,
           fmt::format("mean {}", *asked.mean),
           "a std, a tolerance, or a statistic whose model declares a typical scale",
           fmt::format("add \"std\" or \"tolerance\" (in {})",
                       statistic.unit.empty() ? "the statistic's unit" : statistic.unit));
  }
  const double tolerance = asked.tolerance ? *asked.tolerance / scale : convergence.tolerance;
  const double std_tolerance =
      asked.std_tolerance ? variance_tolerance(*asked.std_tolerance / scale) : convergence.tolerance;
  out.equalities.push_back({asked.statistic + ".mean", ConstraintKind::mean, column, *asked.mean, scale, 0.0,
                            tolerance, statistic.unit});
  out.equalities.back().slack = asked.slack.value_or(0.0) / scale;
  if (asked.std) {
    out.equalities.push_back({asked.statistic + ".std", ConstraintKind::second_moment, column, *asked.mean,
                              scale, 1.0, std_tolerance, statistic.unit});
  }
}

void add_bounds(const config::Constraint& asked, int column, const plugin::StatisticSpec& statistic,
                const std::string& path, const config::Optimizer& optimizer, Sorted& out) {
  const bool is_barrier = asked.enforce == "log_barrier";
  Constraint bound;
  bound.statistic = column;
  bound.scale = statistic.typical_scale > 0.0 ? statistic.typical_scale : 1.0;
  bound.tolerance = asked.tolerance.value_or(kDefaultViolatingShare);
  bound.unit = statistic.unit;
  bound.enforcement = is_barrier ? Enforcement::log_barrier : Enforcement::squared_hinge;
  bound.strength =
      asked.strength.value_or(is_barrier ? optimizer.barrier_strength : optimizer.hinge_strength);
  bound.margin = optimizer.barrier_margin;
  const auto add = [&](ConstraintKind kind, const char* key, const std::optional<double>& value) {
    if (!value) return;
    require_in_range(*value, key, path, statistic);
    bound.name = asked.statistic + "." + key;
    bound.kind = kind;
    bound.centre = *value;
    out.inequalities.push_back(bound);
  };
  add(ConstraintKind::at_least, "at_least", asked.at_least);
  add(ConstraintKind::at_most, "at_most", asked.at_most);
}

}  // namespace

EmergentProperty resolve_property(const config::EmergentProperty& property,
                                  const config::Convergence& convergence, const config::Optimizer& optimizer,
                                  const plugin::ModelSpec& model) {
  Sorted sorted;
  for (std::size_t i = 0; i < property.constraints.size(); ++i) {
    const config::Constraint& asked = property.constraints[i];
    const std::string path = fmt::format("emergent_property.constraints[{}]", i);
    const int column = find_statistic(asked.statistic, path, model);
    const plugin::StatisticSpec& statistic = model.statistics[static_cast<std::size_t>(column)];
    if (asked.mean) {
      add_moments(asked, column, statistic, path, convergence, sorted);
    } else {
      add_bounds(asked, column, statistic, path, optimizer, sorted);
    }
  }
  return {property.name, std::move(sorted.equalities), std::move(sorted.inequalities)};
}

std::vector<double> targets_of(const EmergentProperty& property) {
  std::vector<double> targets;
  for (const Constraint& constraint : property.equalities) targets.push_back(constraint.target);
  return targets;
}

std::vector<double> slack_of(const EmergentProperty& property) {
  std::vector<double> slack;
  for (const Constraint& constraint : property.equalities) slack.push_back(constraint.slack);
  return slack;
}

EmergentProperty widened(EmergentProperty property, double factor) {
  for (Constraint& constraint : property.equalities) constraint.scale *= factor;
  return property;
}

}  // namespace epi::objective
