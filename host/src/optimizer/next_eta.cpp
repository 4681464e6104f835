#include "optimizer/next_eta.h"

#include "objective/constraint_statistics.h"
#include "objective/dual.h"
#include "objective/dual_points.h"
#include "objective/excess_cost.h"
#include "objective/multiplier_update.h"
#include "objective/reweighting.h"

namespace epi::optimizer {
namespace {

// A sample that costs this much beyond the median, in nats, is a leak of an imperfect q: p would have drawn
// one like it in exp(20) samples.
constexpr double kLeakCost = 20.0;
// What the weights of a dual without a correction for q's bias must be worth.
constexpr double kLeastEffectiveSamples = 500.0;

// Samples of q without those so far off that no multipliers could bring them back.
objective::DualPoints near_points(const objective::EmergentProperty& property, const std::vector<double>& eta,
                                  const FreshSample& fresh,
                                  const std::optional<RandomParameters>& reference) {
  const objective::DualPoints all =
      objective::dual_points(property, fresh.simulated, fresh.draw.log_prob,
                             reference ? reference->log_density(fresh.draw.z) : std::vector<double>{});
  const std::vector<double> excess = objective::excess_costs(
      property, {eta, eta}, objective::constraint_statistics(property, fresh.simulated), fresh.simulated);
  return objective::points_where(
      all, [&](std::size_t point) { return excess[static_cast<std::size_t>(all.rows[point])] <= kLeakCost; });
}

}  // namespace

std::vector<double> dual_eta(const objective::EmergentProperty& property, const std::vector<double>& eta,
                             const FreshSample& fresh, const std::optional<RandomParameters>& reference) {
  const objective::DualPoints near = near_points(property, eta, fresh, reference);
  return objective::reweighted_eta(near.t, near.log_ratio, eta, objective::targets_of(property),
                                   objective::slack_of(property));
}

std::vector<double> polish_eta(const objective::EmergentProperty& property, const std::vector<double>& eta,
                               const FreshSample& fresh, const std::optional<RandomParameters>& reference,
                               bool corrects_bias) {
  const objective::DualPoints near = near_points(property, eta, fresh, reference);
  if (near.rows.empty()) return eta;
  auto found = objective::solve_dual(near.t, objective::targets_of(property), objective::slack_of(property),
                                     near.log_ratio);
  if (!found || found->effective_samples < kLeastEffectiveSamples) return eta;
  return corrects_bias ? dual_eta(property, eta, fresh, reference) : std::move(found->eta);
}

std::vector<double> next_eta(const config::Optimizer& optimizer, const objective::EmergentProperty& property,
                             const objective::Multipliers& multipliers, const FreshSample& fresh,
                             const Evaluation& evaluation, const std::optional<RandomParameters>& reference) {
  if (optimizer.eta_update == "reweighting") return dual_eta(property, multipliers.eta, fresh, reference);
  return objective::updated_eta(multipliers.eta, multipliers.penalty_c, evaluation.violation,
                                objective::slack_of(property));
}

}  // namespace epi::optimizer
