#include "objective/augmented_lagrangian.h"

#include "base/check.h"
#include "objective/constraint_statistics.h"
#include "objective/inequality_penalty.h"

namespace epi::objective {

using plugin::RowStatus;

BatchGradient batch_gradient(const EmergentProperty& property, const Multipliers& multipliers,
                             PenaltyGradient penalty_gradient, const plugin::Simulated& simulated,
                             std::span<const double> log_prob) {
  const std::int64_t n = simulated.statistics.rows();
  EPI_CHECK(static_cast<std::int64_t>(log_prob.size()) == n);
  EPI_CHECK(multipliers.eta.size() == property.equalities.size());

  const Matrix t = constraint_statistics(property, simulated);
  BatchGradient result{Matrix(n, simulated.statistics.cols()), std::vector<double>(log_prob.size(), 0.0),
                       constraint_violation(property, t, simulated.status, 0, n), 0.0, 0};
  const Pulls pulls =
      pulls_of(property, multipliers, penalty_gradient, t, simulated.status, result.violation);

  for (const RowStatus status : simulated.status) result.n_ok += status == RowStatus::ok ? 1 : 0;
  const double weight = 1.0 / static_cast<double>(result.n_ok);
  for (std::int64_t i = 0; i < n; ++i) {
    if (simulated.status[static_cast<std::size_t>(i)] != RowStatus::ok) continue;
    result.entropy -= weight * log_prob[static_cast<std::size_t>(i)];
    result.log_prob_gradient[static_cast<std::size_t>(i)] = weight;
    const std::span<const double> pull = pulls.of(i, n);
    for (std::size_t k = 0; k < property.equalities.size(); ++k) {
      const Constraint& constraint = property.equalities[k];
      const double s = simulated.statistics(i, constraint.statistic);
      result.cotangent(i, constraint.statistic) +=
          weight * pull[k] * constraint_statistic_slope(constraint, s);
    }
    for (const Constraint& inequality : property.inequalities) {
      const double s = simulated.statistics(i, inequality.statistic);
      result.cotangent(i, inequality.statistic) += weight * inequality_penalty_slope(inequality, s);
    }
  }
  for (const double share : violating_shares(property, simulated)) result.violation.push_back(share);
  return result;
}

}  // namespace epi::objective
