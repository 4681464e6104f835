#include "optimizer/ranking.h"

#include <algorithm>

namespace epi::optimizer {

double distance_in_tolerances(const ConstraintVerdict& verdict) {
  return std::max(verdict.target - verdict.lower, verdict.upper - verdict.target) / verdict.tolerance;
}

double worst_in_tolerances(const EpochRecord& epoch) {
  double worst = 0.0;
  for (const ConstraintVerdict& verdict : epoch.constraints)
    worst = std::max(worst, distance_in_tolerances(verdict));
  return worst;
}

bool has_converged(const EpochRecord& epoch, const config::Convergence& convergence) {
  return convergence.test == "paper" ? epoch.paper_met : epoch.met;
}

bool is_better(const EpochRecord& a, const EpochRecord& b, const config::Convergence& convergence) {
  const bool a_converged = has_converged(a, convergence), b_converged = has_converged(b, convergence);
  if (a_converged != b_converged) return a_converged;
  return a_converged ? a.entropy > b.entropy : worst_in_tolerances(a) < worst_in_tolerances(b);
}

}  // namespace epi::optimizer
