#include "objective/excess_cost.h"

#include <algorithm>

#include "objective/inequality_penalty.h"

namespace epi::objective {

using plugin::RowStatus;

std::vector<double> excess_costs(const EmergentProperty& property, const Pulls& pulls, const Matrix& t,
                                 const plugin::Simulated& simulated) {
  std::vector<double> cost(simulated.status.size(), 0.0), of_ok;
  for (std::int64_t i = 0; i < t.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (simulated.status[row] != RowStatus::ok) continue;
    const std::span<const double> pull = pulls.of(i, t.rows());
    for (std::size_t k = 0; k < pull.size(); ++k) cost[row] += pull[k] * t(i, static_cast<std::int64_t>(k));
    for (const Constraint& inequality : property.inequalities)
      cost[row] += inequality_penalty(inequality, simulated.statistics(i, inequality.statistic));
    of_ok.push_back(cost[row]);
  }
  if (of_ok.empty()) return cost;
  const auto median = of_ok.begin() + static_cast<std::ptrdiff_t>(of_ok.size() / 2);
  std::ranges::nth_element(of_ok, median);
  for (std::size_t row = 0; row < cost.size(); ++row)
    if (simulated.status[row] == RowStatus::ok) cost[row] -= *median;
  return cost;
}

}  // namespace epi::objective
