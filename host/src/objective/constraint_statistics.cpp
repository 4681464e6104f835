#include "objective/constraint_statistics.h"

#include <algorithm>
#include <limits>

namespace epi::objective {

double inequality_excess(const Constraint& inequality, double s) {
  const double beyond =
      inequality.kind == ConstraintKind::at_least ? inequality.centre - s : s - inequality.centre;
  return std::max(0.0, beyond / inequality.scale);
}

Matrix constraint_statistics(const EmergentProperty& property, const plugin::Simulated& simulated) {
  Matrix t(simulated.statistics.rows(), static_cast<std::int64_t>(property.equalities.size()));
  for (std::int64_t k = 0; k < t.cols(); ++k) {
    const Constraint& constraint = property.equalities[static_cast<std::size_t>(k)];
    for (std::int64_t i = 0; i < t.rows(); ++i)
      t(i, k) = constraint_statistic(constraint, simulated.statistics(i, constraint.statistic));
  }
  return t;
}

std::vector<double> violating_shares(const EmergentProperty& property, const plugin::Simulated& simulated) {
  std::vector<double> shares;
  for (const Constraint& inequality : property.inequalities) {
    std::int64_t n_ok = 0, n_beyond = 0;
    for (std::int64_t i = 0; i < simulated.statistics.rows(); ++i) {
      if (simulated.status[static_cast<std::size_t>(i)] != plugin::RowStatus::ok) continue;
      ++n_ok;
      if (inequality_excess(inequality, simulated.statistics(i, inequality.statistic)) > 0.0) ++n_beyond;
    }
    shares.push_back(static_cast<double>(n_beyond) / static_cast<double>(n_ok));
  }
  return shares;
}

std::vector<double> constraint_violation(const EmergentProperty& property,
                                         const Matrix& constraint_statistics,
                                         const std::vector<plugin::RowStatus>& status, std::int64_t first,
                                         std::int64_t last) {
  std::vector<double> violation(property.equalities.size(), 0.0);
  std::int64_t n_ok = 0;
  for (std::int64_t i = first; i < last; ++i) {
    if (status[static_cast<std::size_t>(i)] != plugin::RowStatus::ok) continue;
    ++n_ok;
    const double* row = constraint_statistics.row(i).data();
    for (std::size_t k = 0; k < violation.size(); ++k) violation[k] += row[k];
  }
  for (std::size_t k = 0; k < violation.size(); ++k) {
    violation[k] = violation[k] / static_cast<double>(n_ok) - property.equalities[k].target;
  }
  return violation;
}

}  // namespace epi::objective
