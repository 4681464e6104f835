#include "optimizer/convergence.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "objective/constraint_statistics.h"

namespace epi::optimizer {
namespace {

using objective::Constraint;

std::vector<double> successful_values(const Constraint& constraint, const plugin::Simulated& simulated) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < simulated.statistics.rows(); ++i) {
    if (simulated.status[static_cast<std::size_t>(i)] != plugin::RowStatus::ok) continue;
    const double s = simulated.statistics(i, constraint.statistic);
    values.push_back(constraint.is_inequality()
                         ? (objective::inequality_excess(constraint, s) > 0.0 ? 1.0 : 0.0)
                         : objective::constraint_statistic(constraint, s));
  }
  return values;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double standard_error(const std::vector<double>& values, double mean) {
  double sum = 0.0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  const auto n = static_cast<double>(values.size());
  return std::sqrt(sum / (n - 1.0) / n);
}

double paper_p_value(const std::vector<double>& values, double target, const config::RunConfig& config,
                     const Random& random, std::uint64_t position) {
  const auto size = static_cast<std::size_t>(
      std::max(1.0, std::round(config.convergence.nu * static_cast<double>(config.optimizer.batch))));
  const auto n_bootstraps = static_cast<std::size_t>(config.convergence.bootstraps);
  std::vector<double> draws(size * n_bootstraps);
  random.uniform(position, draws);
  double above = 0.0, below = 0.0;
  for (std::size_t b = 0; b < n_bootstraps; ++b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
      sum += values[static_cast<std::size_t>(draws[b * size + i] * static_cast<double>(values.size()))];
    }
    const double mean = sum / static_cast<double>(size);
    above += mean > target ? 1.0 : 0.0;
    below += mean < target ? 1.0 : 0.0;
  }
  return std::min(1.0, 2.0 * std::min(above, below) / static_cast<double>(n_bootstraps));
}

const char* kind_text(objective::ConstraintKind kind) {
  switch (kind) {
    case objective::ConstraintKind::mean:
      return "mean";
    case objective::ConstraintKind::second_moment:
      return "std";
    case objective::ConstraintKind::at_least:
      return "at_least";
    case objective::ConstraintKind::at_most:
      break;
  }
  return "at_most";
}

ConstraintVerdict blank_verdict(const Constraint& constraint) {
  return {.name = constraint.name,
          .kind = kind_text(constraint.kind),
          .unit = constraint.unit,
          .centre = constraint.centre,
          .scale = constraint.scale,
          .target = constraint.is_inequality() ? 0.0 : constraint.target,
          .tolerance = constraint.tolerance};
}

struct Interval {
  double lower, upper;
};

// Wilson's score interval of a share: honest at 0 and 1, where the normal interval has no width.
Interval wilson(double share, double n, double z) {
  const double centre = (share + z * z / (2.0 * n)) / (1.0 + z * z / n);
  const double half = z / (1.0 + z * z / n) * std::sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n));
  return {centre - half, centre + half};
}

}  // namespace

std::vector<ConstraintVerdict> judge(const objective::EmergentProperty& property,
                                     const plugin::Simulated& simulated, const config::RunConfig& config,
                                     const Random& random, std::uint64_t position) {
  const double z = boost::math::quantile(boost::math::normal(), 0.5 + 0.5 * config.convergence.confidence);
  const double paper_level =
      config.convergence.alpha / static_cast<double>(std::max<std::size_t>(1, property.equalities.size()));
  std::vector<ConstraintVerdict> verdicts;
  for (std::size_t k = 0; k < property.equalities.size(); ++k) {
    const Constraint& constraint = property.equalities[k];
    const std::vector<double> values = successful_values(constraint, simulated);
    ConstraintVerdict v = blank_verdict(constraint);
    v.mean = mean_of(values);
    const double half = z * standard_error(values, v.mean);
    v.lower = v.mean - half;
    v.upper = v.mean + half;
    v.met = v.lower >= v.target - v.tolerance && v.upper <= v.target + v.tolerance;
    // Each constraint has a stretch of positions of its own.
    v.paper_p = paper_p_value(values, v.target, config, random, position * property.equalities.size() + k);
    v.paper_met = v.paper_p > paper_level;
    verdicts.push_back(v);
  }
  for (const Constraint& inequality : property.inequalities) {
    const std::vector<double> values = successful_values(inequality, simulated);
    ConstraintVerdict v = blank_verdict(inequality);
    v.mean = mean_of(values);
    const Interval interval = wilson(v.mean, static_cast<double>(values.size()), z);
    v.lower = interval.lower;
    v.upper = interval.upper;
    v.met = v.upper <= v.tolerance;
    v.paper_p = 1.0;
    v.paper_met = v.met;
    verdicts.push_back(v);
  }
  return verdicts;
}

}  // namespace epi::optimizer
