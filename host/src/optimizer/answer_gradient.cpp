#include "optimizer/answer_gradient.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace epi::optimizer {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A smaller part of p in the pool is noise.
constexpr double kLeastPart = 1e-4;
// Random parameters with a weight smaller than the largest by more nats do not count.
constexpr double kNear = 20.0;

}  // namespace

AnswerGradient::AnswerGradient(const RandomPool& pool, std::vector<double> eta, const flow::FrozenFlow& flow,
                               std::int64_t n_samples_of_q)
    : eta_(std::move(eta)),
      n_pool_(static_cast<double>(pool.n_samples)),
      n_q_(static_cast<double>(n_samples_of_q)) {
  // Most random parameters are nowhere near the answer: the density of q is asked for at the others.
  RandomPool near = points_near_answer(pool, eta_, kNear);
  const std::size_t n = near.log_density.size();
  if (n == 0) return;
  const std::vector<double> log_prob = flow.log_prob(near.z);
  std::vector<double> weight(n);
  for (std::size_t i = 0; i < n; ++i)
    weight[i] = near.log_answer[i] + log_tilt(near.t.row(static_cast<std::int64_t>(i))) -
                log_mixture(n_pool_, near.log_density[i], n_q_, log_prob[i]);
  log_scale_ = *std::ranges::max_element(weight);
  for (double& w : weight) w = std::exp(w - log_scale_);
  of_pool_.emplace(std::move(near.z), weight);
}

double AnswerGradient::log_tilt(std::span<const double> t) const {
  double sum = 0.0;
  for (std::size_t k = 0; k < eta_.size(); ++k) sum -= eta_[k] * t[k];
  return sum;
}

double AnswerGradient::add_batch(const objective::DualPoints& points, std::span<const double> log_prob,
                                 std::span<const double> log_random, double emphasis,
                                 std::span<double> score_weight) const {
  const auto n = static_cast<double>(score_weight.size());
  const auto n_points = static_cast<double>(points.rows.size());
  if (points.rows.empty()) return 0.0;
  std::vector<double> w(points.rows.size());
  double highest = -kInfinity;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const auto row = static_cast<std::size_t>(points.rows[i]);
    const double log_answer = points.log_ratio[i] + log_prob[row];
    w[i] = log_answer + log_tilt(points.t.row(static_cast<std::int64_t>(i))) -
           log_mixture(n_pool_, log_random[row], n_q_, log_prob[row]) + std::log(n_q_ / n);
    highest = std::max(highest, w[i]);
  }
  const double log_scale = !of_pool_ ? highest : std::max(highest, log_scale_);
  double of_batch = 0.0;
  for (double& weight : w) of_batch += weight = std::exp(weight - log_scale);
  const double of_pool = !of_pool_ ? 0.0 : of_pool_->total() * std::exp(log_scale_ - log_scale);
  double part = of_pool / (of_pool + of_batch);
  if (!(part >= kLeastPart)) part = 0.0;
  // The largest weights are the least certain. Source: Ionides, J. Comput. Graph. Stat. 17 (2008).
  const double most = of_batch / std::sqrt(n_points);
  double kept = 0.0;
  for (double& weight : w) kept += weight = std::min(weight, most);
  for (std::size_t i = 0; i < w.size(); ++i)
    score_weight[static_cast<std::size_t>(points.rows[i])] +=
        emphasis * (1.0 / n_points - (1.0 - part) * w[i] / kept);
  return emphasis * part;
}

void AnswerGradient::add_pool(flow::TrainableFlow& flow, double part, std::span<const double> uniform,
                              std::span<double> gradient) {
  if (part <= 0.0) return;
  pool_gradient_.resize(gradient.size());
  flow.negative_log_likelihood(of_pool_.value().draw(uniform), pool_gradient_);
  for (std::size_t k = 0; k < gradient.size(); ++k) gradient[k] += part * pool_gradient_[k];
}

}  // namespace epi::optimizer
