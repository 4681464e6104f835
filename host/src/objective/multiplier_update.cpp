#include "objective/multiplier_update.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/check.h"
#include "objective/proximal_newton.h"

namespace epi::objective {
namespace {

struct Moments {
  double mean;
  double variance_of_mean;
};

Moments moments(std::span<const double> values, double scale) {
  const auto n = static_cast<double>(values.size());
  double mean = 0.0;
  for (const double v : values) mean += scale * v / n;
  double variance = 0.0;
  for (const double v : values) variance += (scale * v - mean) * (scale * v - mean) / (n - 1.0);
  return {mean, variance / n};
}

}  // namespace

std::vector<double> initial_eta(const EmergentProperty& property, const std::string& kind) {
  std::vector<double> eta;
  for (const Constraint& constraint : property.equalities) {
    const bool is_half = kind == "gaussian" && constraint.kind == ConstraintKind::second_moment;
    eta.push_back(is_half ? 0.5 : 0.0);
  }
  return eta;
}

std::vector<double> updated_eta(std::span<const double> eta, double penalty_c,
                                std::span<const double> violation, std::span<const double> slack) {
  EPI_CHECK(eta.size() == violation.size() && eta.size() == slack.size());
  std::vector<double> result(eta.begin(), eta.end());
  for (std::size_t k = 0; k < result.size(); ++k)
    result[k] = soft_threshold(result[k] + penalty_c * violation[k], penalty_c * slack[k]);
  return result;
}

double penalty_growth_probability(std::span<const double> norms_before, std::span<const double> norms_now,
                                  double gamma) {
  EPI_CHECK(norms_before.size() >= 2 && norms_now.size() >= 2);
  const Moments before = moments(norms_before, gamma);
  const Moments now = moments(norms_now, 1.0);
  const double variance = before.variance_of_mean + now.variance_of_mean;
  const double difference = now.mean - before.mean;
  if (variance == 0.0) return difference > 0.0 ? 1.0 : 0.0;
  // Welch-Satterthwaite degrees of freedom.
  const double freedom =
      variance * variance /
      (before.variance_of_mean * before.variance_of_mean / static_cast<double>(norms_before.size() - 1) +
       now.variance_of_mean * now.variance_of_mean / static_cast<double>(norms_now.size() - 1));
  const boost::math::students_t_distribution<double> t(freedom);
  return boost::math::cdf(t, difference / std::sqrt(variance));
}

}  // namespace epi::objective
