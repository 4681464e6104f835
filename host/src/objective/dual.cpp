#include "objective/dual.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/check.h"
#include "objective/proximal_newton.h"

namespace epi::objective {
namespace {

constexpr int kMaxSteps = 200;
constexpr double kDecrement = 1e-6;
// Of the line search: the decrease asked for, as a share of the predicted one, and the shortest step.
constexpr double kDecrease = 0.1, kLeastShare = 1e-9;
constexpr double kRelativeRidge = 1e-9, kRidge = 1e-14;

// Weights of the points at eta, their mean of T - mu and its covariance.
struct Tilted {
  std::vector<double> weights, mean;
  Matrix covariance;
  double log_sum = 0.0;

  bool is_finite() const {
    return std::isfinite(log_sum) &&
           std::ranges::all_of(covariance.values(), [](double c) { return std::isfinite(c); });
  }
};

Tilted tilt(const Matrix& t, std::span<const double> target, std::span<const double> log_ratio,
            std::span<const double> eta) {
  const std::int64_t n = t.rows(), m = t.cols();
  Tilted result{std::vector<double>(static_cast<std::size_t>(n)), std::vector<double>(eta.size(), 0.0),
                Matrix(m, m)};
  std::vector<double>& w = result.weights;
  double highest = -std::numeric_limits<double>::infinity();
  for (std::int64_t i = 0; i < n; ++i) {
    double log_w = log_ratio[static_cast<std::size_t>(i)];
    for (std::size_t k = 0; k < eta.size(); ++k)
      log_w -= eta[k] * (t(i, static_cast<std::int64_t>(k)) - target[k]);
    w[static_cast<std::size_t>(i)] = log_w;
    highest = std::max(highest, log_w);
  }
  double sum = 0.0;
  for (double& log_w : w) sum += log_w = std::exp(log_w - highest);
  for (double& weight : w) weight /= sum;
  result.log_sum = highest + std::log(sum);
  const auto deviation = [&](std::int64_t i, std::size_t k) {
    return t(i, static_cast<std::int64_t>(k)) - target[k];
  };
  for (std::int64_t i = 0; i < n; ++i)
    for (std::size_t k = 0; k < eta.size(); ++k)
      result.mean[k] += w[static_cast<std::size_t>(i)] * deviation(i, k);
  for (std::int64_t i = 0; i < n; ++i) {
    const double weight = w[static_cast<std::size_t>(i)];
    if (weight == 0.0) continue;
    for (std::size_t k = 0; k < eta.size(); ++k)
      for (std::size_t l = 0; l <= k; ++l)
        result.covariance(static_cast<std::int64_t>(k), static_cast<std::int64_t>(l)) +=
            weight * (deviation(i, k) - result.mean[k]) * (deviation(i, l) - result.mean[l]);
  }
  for (std::int64_t k = 0; k < m; ++k)
    result.covariance(k, k) += kRelativeRidge * result.covariance(k, k) + kRidge;
  return result;
}

}  // namespace

std::optional<DualSolution> solve_dual(const Matrix& t, std::span<const double> target,
                                       std::span<const double> slack, std::span<const double> log_ratio) {
  EPI_CHECK(static_cast<std::int64_t>(target.size()) == t.cols());
  EPI_CHECK(static_cast<std::int64_t>(log_ratio.size()) == t.rows());
  EPI_CHECK(slack.size() == target.size());
  std::vector<double> eta(target.size(), 0.0);
  const auto value = [&](const Tilted& at, const std::vector<double>& at_eta) {
    double sum = at.log_sum;
    for (std::size_t k = 0; k < at_eta.size(); ++k) sum += slack[k] * std::abs(at_eta[k]);
    return sum;
  };
  Tilted at = tilt(t, target, log_ratio, eta);
  for (int step = 0; step < kMaxSteps; ++step) {
    if (!at.is_finite()) return std::nullopt;
    std::vector<double> move = proximal_newton_point(at.covariance, at.mean, eta, slack);
    for (std::size_t k = 0; k < eta.size(); ++k) move[k] -= eta[k];
    const double decrement = newton_decrement(at.covariance, move);
    if (decrement < kDecrement) {
      double squares = 0.0;
      for (const double w : at.weights) squares += w * w;
      return DualSolution{std::move(eta), std::move(at.weights), 1.0 / squares,
                          at.log_sum - std::log(static_cast<double>(t.rows()))};
    }
    double share = 1.0;
    std::vector<double> next(eta.size());
    Tilted there;
    do {
      for (std::size_t k = 0; k < eta.size(); ++k) next[k] = eta[k] + share * move[k];
      there = tilt(t, target, log_ratio, next);
      share *= 0.5;
    } while (share > kLeastShare &&
             !(value(there, next) <= value(at, eta) - kDecrease * share * decrement * decrement));
    if (share <= kLeastShare) return std::nullopt;
    eta = std::move(next);
    at = std::move(there);
  }
  return std::nullopt;
}

std::vector<double> plain_mean(const Matrix& t) {
  std::vector<double> mean(static_cast<std::size_t>(t.cols()), 0.0);
  for (std::int64_t i = 0; i < t.rows(); ++i)
    for (std::size_t k = 0; k < mean.size(); ++k)
      mean[k] += t(i, static_cast<std::int64_t>(k)) / static_cast<double>(t.rows());
  return mean;
}

std::vector<double> tilted_mean(const Matrix& t, std::span<const double> log_ratio,
                                std::span<const double> eta) {
  return tilt(t, std::vector<double>(eta.size(), 0.0), log_ratio, eta).mean;
}

}  // namespace epi::objective
