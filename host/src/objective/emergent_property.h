#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"
#include "plugin/model_spec.h"

namespace epi::objective {

enum class ConstraintKind {
  mean,           ///< E[(s - mean) / unit] = 0
  second_moment,  ///< E[((s - mean) / std)^2] = 1
  at_least,       ///< s >= bound in every sample
  at_most,        ///< s <= bound in every sample
};

/// How an inequality is held during the optimization (inequality_penalty.h).
enum class Enforcement {
  squared_hinge,  ///< felt beyond the bound only
  log_barrier,    ///< keeps a distance from the bound
};

/// One condition on the distribution, in target units: T is dimensionless, so constraints are comparable.
struct Constraint {
  std::string name;  ///< e.g. "frequency.mean", "frequency.std", "frequency.at_least"
  ConstraintKind kind = ConstraintKind::mean;
  int statistic = 0;    ///< column of the statistics
  double centre = 0.0;  ///< mean or bound, in the statistic's unit
  double scale =
      1.0;  ///< statistic units per target unit: the target std, else the statistic's typical scale
  double target = 0.0;  ///< mu: what E[T] must be; unused by inequalities
  double tolerance =
      0.1;  ///< of the equivalence test, target units; for inequalities the violating share allowed

  std::string unit;  ///< of the statistic, for people; may be empty

  Enforcement enforcement = Enforcement::squared_hinge;  ///< of an inequality
  double strength = 100.0;                               ///< of its penalty, nats, > 0
  double margin = 0.01;  ///< target units, > 0: where the log barrier goes over into a parabola

  double slack = 0.0;  ///< of an equality: how far E[T] may be from mu at no cost, target units

  bool is_inequality() const { return kind == ConstraintKind::at_least || kind == ConstraintKind::at_most; }
};

/// The behaviour that the model should show. Equalities come first, then inequalities.
struct EmergentProperty {
  std::string name;
  std::vector<Constraint> equalities;
  std::vector<Constraint> inequalities;
};

/// What every equality asks of E[T], in order, target units.
std::vector<double> targets_of(const EmergentProperty& property);
/// The slack of every equality, in order.
std::vector<double> slack_of(const EmergentProperty& property);

/// Resolves the user's constraints against what the model declares.
/// @throws Error(config) for a statistic that the model does not have (did you mean), a mean outside the
///   statistic's range, or a mean without std whose statistic has no typical scale and no tolerance is given.
EmergentProperty resolve_property(const config::EmergentProperty& property,
                                  const config::Convergence& convergence, const config::Optimizer& optimizer,
                                  const plugin::ModelSpec& model);

/// The same property with the targets of all equalities `factor` times as wide: their target units, and with
/// them every T, R and slack, are of that width. Inequalities stay.   @param factor  > 0.
EmergentProperty widened(EmergentProperty property, double factor);

}  // namespace epi::objective
