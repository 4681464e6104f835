#include "objective/pull.h"

#include <cmath>

#include "objective/constraint_statistics.h"
#include "objective/proximal_newton.h"

namespace epi::objective {
namespace {

std::vector<double> pull(const EmergentProperty& property, const Multipliers& multipliers,
                         std::span<const double> violation) {
  std::vector<double> result(violation.size());
  for (std::size_t k = 0; k < result.size(); ++k) {
    // A half without any successful sample says nothing about R: the multiplier acts alone.
    const double r = std::isfinite(violation[k]) ? violation[k] : 0.0;
    result[k] = soft_threshold(multipliers.eta[k] + multipliers.penalty_c * r,
                               multipliers.penalty_c * property.equalities[k].slack);
  }
  return result;
}

}  // namespace

Pulls pulls_of(const EmergentProperty& property, const Multipliers& multipliers,
               PenaltyGradient penalty_gradient, const Matrix& t,
               const std::vector<plugin::RowStatus>& status, std::span<const double> violation) {
  if (penalty_gradient == PenaltyGradient::whole_batch) {
    const std::vector<double> both = pull(property, multipliers, violation);
    return {both, both};
  }
  const std::int64_t n = t.rows(), half = n / 2;
  return {pull(property, multipliers, constraint_violation(property, t, status, half, n)),
          pull(property, multipliers, constraint_violation(property, t, status, 0, half))};
}

}  // namespace epi::objective
