#include "objective/pareto_tail.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/check.h"

namespace epi::objective {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kLeastTail = 5;

struct Pareto {
  double k, sigma;
};

double mean_log1p(double factor, std::span<const double> x) {
  double sum = 0.0;
  for (const double value : x) sum += std::log1p(factor * value);
  return sum / static_cast<double>(x.size());
}

// The posterior mean under Zhang & Stephens' prior, with the shape drawn towards 0.5 as ten samples would.
// x: excesses, rising, the last > 0.
Pareto fit(std::span<const double> x) {
  constexpr double kPriorShape = 0.5, kPriorSamples = 10.0, kPriorScale = 3.0;
  const auto n = static_cast<double>(x.size());
  const auto n_grid = static_cast<std::size_t>(30.0 + std::floor(std::sqrt(n)));
  const double quartile = x[static_cast<std::size_t>(std::floor(n / 4.0 + 0.5)) - 1];
  std::vector<double> b(n_grid), log_likelihood(n_grid);
  for (std::size_t j = 0; j < n_grid; ++j) {
    b[j] = 1.0 / x.back() + (1.0 - std::sqrt(static_cast<double>(n_grid) / (static_cast<double>(j) + 0.5))) /
                                (kPriorScale * quartile);
    const double k = mean_log1p(-b[j], x);
    log_likelihood[j] = n * (std::log(-b[j] / k) - k - 1.0);
  }
  const double highest = *std::ranges::max_element(log_likelihood);
  double sum = 0.0, b_mean = 0.0;
  for (std::size_t j = 0; j < n_grid; ++j) {
    const double weight = std::exp(log_likelihood[j] - highest);
    sum += weight;
    b_mean += weight * b[j];
  }
  b_mean /= sum;
  const double k = mean_log1p(-b_mean, x);
  return {(n * k + kPriorSamples * kPriorShape) / (n + kPriorSamples), -k / b_mean};
}

double quantile(const Pareto& tail, double p) {
  const double log_above = std::log1p(-p);
  return std::abs(tail.k) < 1e-12 ? -tail.sigma * log_above
                                  : tail.sigma * std::expm1(-tail.k * log_above) / tail.k;
}

}  // namespace

SmoothedWeights smooth_tail(std::span<const double> log_weights) {
  const double n = static_cast<double>(log_weights.size());
  SmoothedWeights result{{log_weights.begin(), log_weights.end()}, kInfinity};
  const double highest = *std::ranges::max_element(log_weights);
  EPI_CHECK(std::isfinite(highest));
  const auto n_tail = static_cast<std::size_t>(std::ceil(std::min(0.2 * n, 3.0 * std::sqrt(n))));
  if (n_tail < kLeastTail) return result;
  std::vector<std::size_t> order(log_weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, {}, [&](std::size_t i) { return log_weights[i]; });
  const std::size_t first = order.size() - n_tail;
  const double cutoff = std::exp(log_weights[order[first - 1]] - highest);
  std::vector<double> excess(n_tail);
  for (std::size_t i = 0; i < n_tail; ++i)
    excess[i] = std::exp(log_weights[order[first + i]] - highest) - cutoff;
  // Ties with the cutoff are not of the tail; a tail of few others has no shape.
  const auto n_ties = static_cast<std::size_t>(std::ranges::count(excess, 0.0));
  if (n_ties == n_tail) {
    result.k_hat = -kInfinity;
    return result;
  }
  if (n_tail - n_ties < kLeastTail) return result;
  const Pareto tail = fit(std::span(excess).subspan(n_ties));
  result.k_hat = tail.k;
  const std::size_t n_smoothed = n_tail - n_ties;
  for (std::size_t i = 0; i < n_smoothed; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(n_smoothed);
    const double smoothed = std::log(cutoff + quantile(tail, p));
    result.log_weights[order[first + n_ties + i]] = highest + std::min(smoothed, 0.0);
  }
  return result;
}

double largest_reliable_k(double n) {
  return std::min(1.0 - 1.0 / std::log10(n), 0.7);
}

}  // namespace epi::objective
