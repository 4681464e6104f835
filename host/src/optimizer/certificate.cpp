#include "optimizer/certificate.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "objective/dual_bound.h"
#include "objective/pareto_tail.h"
#include "optimizer/failures.h"
#include "optimizer/noise_tag.h"
#include "optimizer/random_parameters.h"

namespace epi::optimizer {
namespace {

// A share of effective samples below which the bound rests on too few of them, whatever their tail.
constexpr double kLeastEffectiveShare = 0.01;

objective::DualPoints points_of(const TrainingProblem& problem, std::uint64_t seed,
                                const FreshSample& fresh) {
  const std::optional<RandomParameters> reference = entropy_reference(problem, seed);
  return objective::dual_points(problem.property, fresh.simulated, fresh.draw.log_prob,
                                reference ? reference->log_density(fresh.draw.z) : std::vector<double>{});
}

std::string doubt_of(const objective::DualBound& bound, double n) {
  if (const double most = objective::largest_reliable_k(n); !(bound.pareto_k <= most))
    return fmt::format("a few samples carry the weights: Pareto k-hat {:.2f}, reliable up to {:.2f}",
                       bound.pareto_k, most);
  if (bound.effective_share < kLeastEffectiveShare)
    return fmt::format("the weights are worth {:.2f} % of the samples, less than {:.0f} %",
                       100.0 * bound.effective_share, 100.0 * kLeastEffectiveShare);
  return "";
}

}  // namespace

Certificate certify(const TrainingProblem& problem, std::uint64_t seed, const flow::FlowState& flow) {
  const std::int64_t n = problem.config.certificate.samples;
  const FreshSample fresh = draw_fresh_sample(flow::FrozenFlow(problem.flow, flow), problem.simulator, n,
                                              Random(seed, RandomStream::certificate_base),
                                              /*position=*/0, {derive_seed(seed, kCertificateNoiseTag), 0});
  const std::int64_t failed = count_failures(fresh.simulated);
  require_enough_successes(failed, n, problem.config.simulation.max_failed_share);

  Certificate result;
  result.samples = n;
  result.failed = failed;
  const Entropy entropy = entropy_of(fresh);
  result.entropy = entropy.value;
  result.entropy_error = entropy.error;
  const objective::DualPoints points = points_of(problem, seed, fresh);
  const auto n_points = static_cast<double>(points.log_ratio.size());
  for (const double x : points.log_ratio) result.objective += x / n_points;
  result.objective += std::log(n_points / static_cast<double>(n));

  const auto bound = objective::dual_bound(points, n, objective::targets_of(problem.property),
                                           objective::slack_of(problem.property));
  if (!bound) {
    result.doubt = "no weights of the samples meet the property: the density is too far from it";
    return result;
  }
  result.eta = bound->eta;
  result.bound = bound->bound;
  result.bound_error = bound->bound_error;
  result.divergence = bound->divergence;
  result.effective_share = bound->effective_share;
  result.pareto_k = bound->pareto_k;
  result.doubt = doubt_of(*bound, static_cast<double>(n));
  return result;
}

std::vector<double> importance_weights(const TrainingProblem& problem, std::uint64_t seed,
                                       const Certificate& certificate, const FreshSample& sample) {
  const std::size_t n = sample.draw.log_prob.size();
  if (certificate.eta.empty()) return std::vector<double>(n, std::numeric_limits<double>::quiet_NaN());
  std::vector<double> weights =
      objective::log_weights(points_of(problem, seed, sample), static_cast<std::int64_t>(n), certificate.eta);
  for (double& weight : weights) weight = std::exp(weight);
  return weights;
}

}  // namespace epi::optimizer
