#include "optimizer/certificate.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "objective/dual.h"
#include "objective/dual_bound.h"
#include "objective/pareto_tail.h"
#include "optimizer/failures.h"
#include "optimizer/noise_tag.h"
#include "optimizer/random_parameters.h"
#include "optimizer/random_pool.h"

namespace epi::optimizer {
namespace {

// Where q has less than this share of the answer's density, it misses it.
constexpr double kMissed = 0.1;
// Weights cannot make up for more than this share of the answer.
constexpr double kLargestMissedShare = 0.05;
// Of the bound, nats: beyond, the multipliers are those of the sample and not of the property.
constexpr double kLargestOptimism = 0.1;
// Random parameters with a weight smaller than the largest by more nats do not count.
constexpr double kNear = 30.0;

objective::DualPoints points_of(const TrainingProblem& problem, std::uint64_t seed,
                                const FreshSample& fresh) {
  const std::optional<RandomParameters> reference = entropy_reference(problem, seed);
  return objective::dual_points(problem.property, fresh.simulated, fresh.draw.log_prob,
                                reference ? reference->log_density(fresh.draw.z) : std::vector<double>{});
}

// The points of a sample of q and of random parameters, as of one sample from the mixture of both densities.
struct MixedPoints {
  objective::DualPoints points;
  std::vector<double> log_answer;  // without multipliers
  std::vector<double> log_prob;    // of q
  std::int64_t n_samples = 0;
};

MixedPoints mixed_points(const TrainingProblem& problem, std::uint64_t seed,
                         const objective::DualPoints& of_q, const FreshSample& fresh,
                         const flow::FrozenFlow& flow, const RandomPool& pool) {
  const std::int64_t n_q = fresh.draw.z.rows();
  MixedPoints mixed{.points = {}, .log_answer = {}, .log_prob = {}, .n_samples = n_q + pool.n_samples};
  const double share_of_q = static_cast<double>(n_q) / static_cast<double>(mixed.n_samples);
  const auto add = [&](std::int64_t row, double log_answer, double log_prob, double log_random) {
    mixed.points.rows.push_back(row);
    mixed.points.log_ratio.push_back(log_answer -
                                     log_mixture(share_of_q, log_prob, 1.0 - share_of_q, log_random));
    mixed.log_answer.push_back(log_answer);
    mixed.log_prob.push_back(log_prob);
  };
  const std::vector<double> log_random = RandomParameters(problem, seed).log_density(fresh.draw.z);
  for (std::size_t i = 0; i < of_q.rows.size(); ++i) {
    const auto row = static_cast<std::size_t>(of_q.rows[i]);
    const double log_prob = fresh.draw.log_prob[row];
    add(of_q.rows[i], of_q.log_ratio[i] + log_prob, log_prob, log_random[row]);
  }
  const std::vector<double> log_prob = flow.log_prob(pool.z);
  for (std::size_t i = 0; i < log_prob.size(); ++i)
    add(n_q + static_cast<std::int64_t>(i), pool.log_answer[i], log_prob[i], pool.log_density[i]);
  std::vector<double> t(of_q.t.values().begin(), of_q.t.values().end());
  t.insert(t.end(), pool.t.values().begin(), pool.t.values().end());
  mixed.points.t = Matrix(std::move(t), std::ssize(mixed.points.rows), of_q.t.cols());
  return mixed;
}

// Of the answer at the bound's eta: where q has less than kMissed of its density.
double missed_share(const MixedPoints& mixed, const objective::DualBound& bound,
                    std::span<const double> target) {
  double missed = 0.0, all = 0.0;
  for (std::size_t i = 0; i < mixed.log_prob.size(); ++i) {
    double log_tilt = -bound.log_normaliser;
    for (std::size_t k = 0; k < bound.eta.size(); ++k)
      log_tilt -= bound.eta[k] *
                  (mixed.points.t(static_cast<std::int64_t>(i), static_cast<std::int64_t>(k)) - target[k]);
    const double weight = std::exp(mixed.points.log_ratio[i] + log_tilt);
    all += weight;
    if (mixed.log_prob[i] < mixed.log_answer[i] + log_tilt + std::log(kMissed)) missed += weight;
  }
  return missed / all;
}

std::string doubt_of(const objective::DualBound& bound, double n) {
  if (bound.optimism > kLargestOptimism)
    return fmt::format(
        "each half of the samples contradicts the multipliers of the other: their bound is {:.2f} nats above "
        "that of "
        "all samples at once, reliable up to {:.2f}",
        bound.optimism, kLargestOptimism);
  const double most = objective::largest_reliable_k(n);
  if (bound.pareto_k <= most) return "";
  return fmt::format("a few samples carry the weights: Pareto k-hat {:.2f}, reliable up to {:.2f}",
                     bound.pareto_k, most);
}

}  // namespace

Certificate certify(const TrainingProblem& problem, std::uint64_t seed, const flow::FlowState& state,
                    const std::function<bool()>& should_stop) {
  const std::int64_t n = problem.config.certificate.samples;
  const flow::FrozenFlow flow(problem.flow, state);
  const FreshSample fresh =
      draw_fresh_sample(flow, problem.simulator, n, Random(seed, RandomStream::certificate_base),
                        /*position=*/0, {derive_seed(seed, kCertificateNoiseTag), 0});
  Certificate result;
  result.samples = n;
  result.failed = count_failures(fresh.simulated);
  if (n - result.failed < 2) {
    result.doubt = "hardly any of the samples could be simulated";
    return result;
  }
  const Entropy entropy = entropy_of(fresh);
  result.entropy = entropy.value;
  result.entropy_error = entropy.error;
  const objective::DualPoints points = points_of(problem, seed, fresh);
  const auto n_points = static_cast<double>(points.log_ratio.size());
  for (const double x : points.log_ratio) result.objective += x / n_points;
  result.objective += std::log(n_points / static_cast<double>(n));

  const std::uint64_t pool_seed = derive_seed(seed, kCertificatePoolTag);
  const auto pool = draw_random_pool(problem, pool_seed, derive_seed(pool_seed, kCertificateNoiseTag),
                                     problem.config.certificate.random_samples, should_stop);
  if (!pool) throw plugin::Interrupted();
  result.random_samples = pool->n_samples;
  const std::vector<double> target = objective::targets_of(problem.property);
  const auto of_q =
      objective::solve_dual(points.t, target, objective::slack_of(problem.property), points.log_ratio);
  const MixedPoints mixed = mixed_points(problem, seed, points, fresh, flow,
                                         of_q ? points_near_answer(*pool, of_q->eta, kNear) : *pool);
  const auto bound =
      objective::dual_bound(mixed.points, mixed.n_samples, target, objective::slack_of(problem.property));
  if (!bound) {
    result.doubt = "no weights of the samples meet the property: the density is too far from it";
    return result;
  }
  result.eta = bound->eta;
  result.bound = bound->bound;
  result.bound_error = bound->bound_error;
  result.pareto_k = bound->pareto_k;
  result.divergence = bound->log_normaliser - result.objective;
  for (std::size_t i = 0; i < points.rows.size(); ++i)
    for (std::size_t k = 0; k < target.size(); ++k)
      result.divergence +=
          bound->eta[k] * (points.t(static_cast<std::int64_t>(i), static_cast<std::int64_t>(k)) - target[k]) /
          n_points;
  result.missed_share = missed_share(mixed, *bound, target);
  const objective::AnswerWeights weights = objective::answer_weights(points, n, bound->eta);
  result.effective_share = weights.effective_share;
  result.samples_pareto_k = weights.pareto_k;
  result.doubt = doubt_of(*bound, static_cast<double>(mixed.n_samples));
  return result;
}

bool weights_are_reliable(const Certificate& certificate) {
  return certificate.doubt.empty() && certificate.missed_share <= kLargestMissedShare &&
         certificate.samples_pareto_k <=
             objective::largest_reliable_k(static_cast<double>(certificate.samples));
}

std::vector<double> importance_weights(const TrainingProblem& problem, std::uint64_t seed,
                                       const Certificate& certificate, const FreshSample& sample) {
  const std::size_t n = sample.draw.log_prob.size();
  const objective::DualPoints points = points_of(problem, seed, sample);
  if (!std::isfinite(certificate.bound) || points.rows.empty())
    return std::vector<double>(n, std::numeric_limits<double>::quiet_NaN());
  return objective::answer_weights(points, static_cast<std::int64_t>(n), certificate.eta).weights;
}

}  // namespace epi::optimizer
