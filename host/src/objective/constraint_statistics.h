#pragma once

#include <vector>

#include "base/matrix.h"
#include "objective/emergent_property.h"
#include "plugin/simulator.h"

namespace epi::objective {

/// T(x) of one equality for a raw statistic s, in target units:  (s - mean)/scale  or  ((s - mean)/std)^2.
inline double constraint_statistic(const Constraint& constraint, double s) {
  const double deviation = (s - constraint.centre) / constraint.scale;
  return constraint.kind == ConstraintKind::second_moment ? deviation * deviation : deviation;
}
/// dT/ds, per statistic unit.
inline double constraint_statistic_slope(const Constraint& constraint, double s) {
  if (constraint.kind != ConstraintKind::second_moment) return 1.0 / constraint.scale;
  return 2.0 * (s - constraint.centre) / (constraint.scale * constraint.scale);
}

/// How far s lies on the wrong side of an inequality's bound, target units; 0 on the right side.
double inequality_excess(const Constraint& inequality, double s);

/// T of every equality, one column each; NaN in failed rows.  [n_samples, n_equalities]
Matrix constraint_statistics(const EmergentProperty& property, const plugin::Simulated& simulated);

/// Share of the successful samples beyond each inequality's bound.  [n_inequalities]
std::vector<double> violating_shares(const EmergentProperty& property, const plugin::Simulated& simulated);

/// R = mean(T) - mu over the successful rows [first, last), target units.  [n_equalities]; NaN without any.
std::vector<double> constraint_violation(const EmergentProperty& property,
                                         const Matrix& constraint_statistics,
                                         const std::vector<plugin::RowStatus>& status, std::int64_t first,
                                         std::int64_t last);

}  // namespace epi::objective
