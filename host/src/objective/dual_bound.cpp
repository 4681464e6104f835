#include "objective/dual_bound.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "objective/dual.h"
#include "objective/pareto_tail.h"

namespace epi::objective {
namespace {

// Of p/q times Z: log_ratio - eta . (T - mu).
std::vector<double> tilted(const DualPoints& points, std::span<const double> eta,
                           std::span<const double> target) {
  std::vector<double> result(points.log_ratio);
  for (std::size_t i = 0; i < result.size(); ++i)
    for (std::size_t k = 0; k < eta.size(); ++k)
      result[i] -=
          eta[k] * (points.t(static_cast<std::int64_t>(i), static_cast<std::int64_t>(k)) - target[k]);
  return result;
}

struct LogMean {
  double value, error;  // log of the mean over n_samples and its standard error
};

LogMean log_mean_exp(std::span<const double> logs, double n_samples) {
  const double highest = *std::ranges::max_element(logs);
  double sum = 0.0, squares = 0.0;
  for (const double x : logs) {
    const double w = std::exp(x - highest);
    sum += w;
    squares += w * w;
  }
  const double mean = sum / n_samples;
  return {highest + std::log(mean),
          std::sqrt(std::max(squares / n_samples / (mean * mean) - 1.0, 0.0) / n_samples)};
}

LogMean dual_value(const DualPoints& points, double n_samples, std::span<const double> eta,
                   std::span<const double> target, std::span<const double> slack) {
  LogMean value = log_mean_exp(smooth_tail(tilted(points, eta, target)).log_weights, n_samples);
  for (std::size_t k = 0; k < eta.size(); ++k) value.value += slack[k] * std::abs(eta[k]);
  return value;
}

}  // namespace

std::optional<DualBound> dual_bound(const DualPoints& points, std::int64_t n_samples,
                                    std::span<const double> target, std::span<const double> slack) {
  const auto solve = [&](const DualPoints& of) -> std::optional<DualSolution> {
    if (of.log_ratio.empty()) return std::nullopt;
    return solve_dual(of.t, target, slack, of.log_ratio);
  };
  const auto whole = solve(points);
  const auto half = [&](std::int64_t parity) {
    return points_where(points, [&](std::size_t i) { return points.rows[i] % 2 == parity; });
  };
  const DualPoints even = half(0), odd = half(1);
  const auto of_even = solve(even), of_odd = solve(odd);
  if (!whole || !of_even || !of_odd) return std::nullopt;

  const auto n = static_cast<double>(n_samples);
  const std::int64_t n_of_odd_rows = n_samples / 2;
  const auto n_odd = static_cast<double>(n_of_odd_rows);
  const auto n_even = static_cast<double>(n_samples - n_of_odd_rows);
  const LogMean a = dual_value(even, n_even, of_odd->eta, target, slack);
  const LogMean b = dual_value(odd, n_odd, of_even->eta, target, slack);
  const std::vector<double> logs = tilted(points, whole->eta, target);
  const SmoothedWeights smoothed = smooth_tail(logs);

  DualBound result;
  result.eta = whole->eta;
  result.bound = 0.5 * (a.value + b.value);
  result.bound_error = 0.5 * std::hypot(a.error, b.error);
  result.log_normaliser = log_mean_exp(smoothed.log_weights, n).value;
  result.optimism = result.bound - result.log_normaliser;
  for (std::size_t k = 0; k < slack.size(); ++k) result.optimism -= slack[k] * std::abs(result.eta[k]);
  result.pareto_k = smoothed.k_hat;
  return result;
}

AnswerWeights answer_weights(const DualPoints& points, std::int64_t n_samples, std::span<const double> eta) {
  const std::vector<double> logs = tilted(points, eta, std::vector<double>(eta.size(), 0.0));
  const auto n = static_cast<double>(n_samples);
  const LogMean mean = log_mean_exp(logs, n);
  AnswerWeights result{std::vector<double>(static_cast<std::size_t>(n_samples), 0.0),
                       1.0 / (1.0 + n * mean.error * mean.error), smooth_tail(logs).k_hat};
  for (std::size_t i = 0; i < logs.size(); ++i)
    result.weights[static_cast<std::size_t>(points.rows[i])] = std::exp(logs[i] - mean.value);
  return result;
}

}  // namespace epi::objective
