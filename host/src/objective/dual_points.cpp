#include "objective/dual_points.h"

#include <cmath>

#include "base/check.h"
#include "objective/constraint_statistics.h"
#include "objective/inequality_penalty.h"

namespace epi::objective {

DualPoints dual_points(const EmergentProperty& property, const plugin::Simulated& simulated,
                       std::span<const double> log_prob, std::span<const double> log_reference) {
  const std::int64_t n = simulated.statistics.rows();
  EPI_CHECK(static_cast<std::int64_t>(log_prob.size()) == n);
  EPI_CHECK(log_reference.empty() || log_reference.size() == log_prob.size());
  const Matrix t = constraint_statistics(property, simulated);
  DualPoints points;
  std::vector<double> kept;
  for (std::int64_t i = 0; i < n; ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (simulated.status[row] != plugin::RowStatus::ok) continue;
    double log_ratio = (log_reference.empty() ? 0.0 : log_reference[row]) - log_prob[row];
    for (const Constraint& inequality : property.inequalities)
      log_ratio -= inequality_penalty(inequality, simulated.statistics(i, inequality.statistic));
    if (!std::isfinite(log_ratio)) continue;
    kept.insert(kept.end(), t.row(i).begin(), t.row(i).end());
    points.log_ratio.push_back(log_ratio);
    points.rows.push_back(i);
  }
  points.t = Matrix(std::move(kept), std::ssize(points.rows), t.cols());
  return points;
}

}  // namespace epi::objective
