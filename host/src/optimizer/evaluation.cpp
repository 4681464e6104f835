#include "optimizer/evaluation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "objective/constraint_statistics.h"
#include "optimizer/convergence.h"

namespace epi::optimizer {
namespace {

// Sub-samples whose |R| feed the test that decides on the penalty's growth.
constexpr std::int64_t kSubSamples = 20;

double norm(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v * v;
  return std::sqrt(sum);
}

}  // namespace

FreshSample draw_fresh_sample(const flow::FrozenFlow& flow, plugin::Simulator& simulator, std::int64_t n,
                              const Random& base, std::uint64_t position, plugin::Noise noise) {
  Matrix base_sample(n, static_cast<std::int64_t>(flow.spec().names.size()));
  base.normal(position, base_sample.values());
  flow::Draw draw = flow.sample_and_log_prob(base_sample);
  plugin::Simulated simulated = simulator.simulate(draw.z, noise);
  return {std::move(draw), std::move(simulated)};
}

Entropy entropy_of(const FreshSample& fresh) {
  const std::vector<double>& log_prob = fresh.draw.log_prob;
  const auto is_ok = [&](std::size_t i) { return fresh.simulated.status[i] == plugin::RowStatus::ok; };
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < log_prob.size(); ++i) {
    if (!is_ok(i)) continue;
    n += 1.0;
    sum += log_prob[i];
  }
  const double mean = sum / n;
  for (std::size_t i = 0; i < log_prob.size(); ++i) {
    if (is_ok(i)) squares += (log_prob[i] - mean) * (log_prob[i] - mean);
  }
  // Without those that fail q is denser by 1 / (share of the others).
  return {-mean + std::log(n / static_cast<double>(log_prob.size())), std::sqrt(squares / (n - 1.0) / n)};
}

Evaluation evaluate(const objective::EmergentProperty& asked, const objective::EmergentProperty& of_epoch,
                    const config::RunConfig& config, const FreshSample& fresh, const Random& bootstrap,
                    std::uint64_t position) {
  const plugin::Simulated& simulated = fresh.simulated;
  const std::int64_t n = simulated.statistics.rows();
  Evaluation result;
  const Entropy entropy = entropy_of(fresh);
  result.entropy = entropy.value;
  result.entropy_error = entropy.error;
  const Matrix t = objective::constraint_statistics(of_epoch, simulated);
  result.violation = objective::constraint_violation(of_epoch, t, simulated.status, 0, n);
  for (std::int64_t k = 0; k < kSubSamples; ++k) {
    const double r = norm(objective::constraint_violation(of_epoch, t, simulated.status, k * n / kSubSamples,
                                                          (k + 1) * n / kSubSamples));
    if (std::isfinite(r)) result.violation_norms.push_back(r);
  }
  result.constraints = judge(asked, simulated, config, bootstrap, position);
  result.met =
      std::all_of(result.constraints.begin(), result.constraints.end(), [](const auto& v) { return v.met; });
  result.paper_met = std::all_of(result.constraints.begin(), result.constraints.end(),
                                 [](const auto& v) { return v.paper_met; });
  return result;
}

}  // namespace epi::optimizer
