#include "optimizer/next_eta.h"

#include <utility>

#include "objective/constraint_statistics.h"
#include "objective/excess_cost.h"
#include "objective/inequality_penalty.h"
#include "objective/multiplier_update.h"
#include "objective/reweighting.h"

namespace epi::optimizer {
namespace {

// A sample that costs this much beyond the median, in nats, is a leak of an imperfect q: p would have drawn
// one like it in exp(20) samples.
constexpr double kLeakCost = 20.0;

// Samples of q with what their weights by p ~ exp(-eta . T) start from; without those so far off that no
// multipliers could bring them back.
struct WeighedSample {
  Matrix t;
  std::vector<double> log_ratio;
};

WeighedSample weighed(const objective::EmergentProperty& property, const std::vector<double>& eta,
                      const FreshSample& fresh, const std::optional<RandomParameters>& reference) {
  const plugin::Simulated& simulated = fresh.simulated;
  const Matrix t = objective::constraint_statistics(property, simulated);
  std::vector<double> log_reference(fresh.draw.log_prob.size(), 0.0);
  if (reference) log_reference = reference->log_density(fresh.draw.z);
  const std::vector<double> excess = objective::excess_costs(property, {eta, eta}, t, simulated);
  std::vector<double> rows, log_ratio;
  for (std::int64_t i = 0; i < t.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    if (simulated.status[row] != plugin::RowStatus::ok || excess[row] > kLeakCost) continue;
    rows.insert(rows.end(), t.row(i).begin(), t.row(i).end());
    log_ratio.push_back(log_reference[row] - fresh.draw.log_prob[row]);
    for (const objective::Constraint& inequality : property.inequalities)
      log_ratio.back() -=
          objective::inequality_penalty(inequality, simulated.statistics(i, inequality.statistic));
  }
  return {Matrix(std::move(rows), t.cols()), std::move(log_ratio)};
}

}  // namespace

std::vector<double> next_eta(const config::Optimizer& optimizer, const objective::EmergentProperty& property,
                             const objective::Multipliers& multipliers, const FreshSample& fresh,
                             const Evaluation& evaluation, const std::optional<RandomParameters>& reference) {
  const std::vector<double> slack = objective::slack_of(property);
  if (optimizer.eta_update == "reweighting") {
    const WeighedSample sample = weighed(property, multipliers.eta, fresh, reference);
    return objective::reweighted_eta(sample.t, sample.log_ratio, multipliers.eta,
                                     objective::targets_of(property), slack);
  }
  return objective::updated_eta(multipliers.eta, multipliers.penalty_c, evaluation.violation, slack);
}

}  // namespace epi::optimizer
