#include "optimizer/random_pool.h"

#include <algorithm>
#include <cmath>

#include "optimizer/random_parameters.h"

namespace epi::optimizer {
namespace {

// Simulated at a time: bounds the memory and the wait for a stop.
constexpr std::int64_t kBatch = 10000;

}  // namespace

double log_mixture(double a, double log_p, double b, double log_q) {
  const double first = std::log(a) + log_p, second = std::log(b) + log_q;
  const double larger = std::max(first, second);
  return std::isfinite(larger) ? larger + std::log1p(std::exp(-std::abs(first - second))) : larger;
}

RandomPool points_near_answer(const RandomPool& pool, std::span<const double> eta, double nats) {
  std::vector<double> log_weight(pool.log_density.size());
  for (std::size_t i = 0; i < log_weight.size(); ++i) {
    log_weight[i] = pool.log_answer[i] - pool.log_density[i];
    for (std::size_t k = 0; k < eta.size(); ++k)
      log_weight[i] -= eta[k] * pool.t(static_cast<std::int64_t>(i), static_cast<std::int64_t>(k));
  }
  if (log_weight.empty()) return pool;
  RandomPool near;
  near.n_samples = pool.n_samples;
  const double least = *std::ranges::max_element(log_weight) - nats;
  std::vector<double> z, t;
  for (std::size_t i = 0; i < log_weight.size(); ++i) {
    if (log_weight[i] < least) continue;
    const auto row = static_cast<std::int64_t>(i);
    z.insert(z.end(), pool.z.row(row).begin(), pool.z.row(row).end());
    t.insert(t.end(), pool.t.row(row).begin(), pool.t.row(row).end());
    near.log_answer.push_back(pool.log_answer[i]);
    near.log_density.push_back(pool.log_density[i]);
  }
  near.z = Matrix(std::move(z), pool.z.cols());
  near.t = Matrix(std::move(t), std::ssize(near.log_density), pool.t.cols());
  return near;
}

std::optional<RandomPool> draw_random_pool(const TrainingProblem& problem, std::uint64_t seed,
                                           std::uint64_t noise_seed, std::int64_t n_samples,
                                           const std::function<bool()>& should_stop) {
  const RandomParameters parameters(problem, seed);
  const std::optional<RandomParameters> reference = entropy_reference(problem, seed);
  const auto n_parameters = static_cast<std::int64_t>(problem.flow.names.size());
  RandomPool pool;
  std::vector<double> z, t;
  for (std::int64_t first = 0; first < n_samples; first += kBatch) {
    if (should_stop()) return std::nullopt;
    const std::int64_t n = std::min(kBatch, n_samples - first);
    const Matrix drawn = parameters.draw(static_cast<std::uint64_t>(first / kBatch), n);
    const plugin::Simulated simulated =
        problem.simulator.simulate(drawn, {noise_seed, static_cast<std::uint64_t>(first)});
    const std::vector<double> density = parameters.log_density(drawn);
    const std::vector<double> log_reference =
        reference ? reference->log_density(drawn) : std::vector<double>{};
    const objective::DualPoints points =
        objective::dual_points(problem.property, simulated, density, log_reference);
    for (std::size_t i = 0; i < points.rows.size(); ++i) {
      const std::int64_t row = points.rows[i];
      z.insert(z.end(), drawn.row(row).begin(), drawn.row(row).end());
      const double log_density = density[static_cast<std::size_t>(row)];
      pool.log_density.push_back(log_density);
      pool.log_answer.push_back(points.log_ratio[i] + log_density);
    }
    t.insert(t.end(), points.t.values().begin(), points.t.values().end());
  }
  pool.n_samples = n_samples;
  pool.z = Matrix(std::move(z), n_parameters);
  pool.t = Matrix(std::move(t), std::ssize(pool.log_density), std::ssize(problem.property.equalities));
  return pool;
}

}  // namespace epi::optimizer
