#include "objective/score_gradient.h"

#include <cmath>

#include "base/check.h"
#include "objective/constraint_statistics.h"
#include "objective/excess_cost.h"
#include "objective/pull.h"

namespace epi::objective {

using plugin::RowStatus;

double softened_cost(double excess, double exponent) {
  if (excess <= kFarCost) return excess;
  const double ratio = std::log(excess / kFarCost);
  return kFarCost * (1.0 + (exponent > 0.0 ? std::expm1(exponent * ratio) / exponent : ratio));
}

ScoreGradient score_gradient(const EmergentProperty& property, const Multipliers& multipliers,
                             PenaltyGradient penalty_gradient, const plugin::Simulated& simulated,
                             std::span<const double> log_prob, std::span<const double> log_reference,
                             double far_exponent) {
  const std::int64_t n = simulated.statistics.rows();
  EPI_CHECK(static_cast<std::int64_t>(log_prob.size()) == n);
  const Matrix t = constraint_statistics(property, simulated);
  ScoreGradient result{{}, constraint_violation(property, t, simulated.status, 0, n), 0.0, 0};
  const Pulls pulls =
      pulls_of(property, multipliers, penalty_gradient, t, simulated.status, result.violation);

  std::vector<double> cost = excess_costs(property, pulls, t, simulated);
  double total = 0.0;
  for (std::size_t i = 0; i < cost.size(); ++i) {
    if (simulated.status[i] != RowStatus::ok) continue;
    ++result.n_ok;
    result.entropy -= log_prob[i];
    cost[i] = log_prob[i] + softened_cost(cost[i], far_exponent);
    if (!log_reference.empty()) cost[i] -= log_reference[i];
    total += cost[i];
  }
  const auto n_ok = static_cast<double>(result.n_ok);
  result.entropy /= n_ok;
  for (std::size_t i = 0; i < cost.size(); ++i)
    if (simulated.status[i] == RowStatus::ok) cost[i] = (cost[i] - total / n_ok) / (n_ok - 1.0);
  result.score_weight = std::move(cost);
  for (const double share : violating_shares(property, simulated)) result.violation.push_back(share);
  return result;
}

}  // namespace epi::objective
