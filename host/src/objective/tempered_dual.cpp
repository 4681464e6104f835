#include "objective/tempered_dual.h"

#include <cmath>

#include "base/check.h"

namespace epi::objective {
namespace {

// Shares are searched by bisection of their logit, from 0.7% to all but a millionth.
constexpr double kLowestLogit = -5.0, kHighestLogit = 14.0;
constexpr int kBisections = 8;

std::vector<double> plain_mean(const Matrix& t) {
  std::vector<double> mean(static_cast<std::size_t>(t.cols()), 0.0);
  for (std::int64_t i = 0; i < t.rows(); ++i)
    for (std::size_t k = 0; k < mean.size(); ++k)
      mean[k] += t(i, static_cast<std::int64_t>(k)) / static_cast<double>(t.rows());
  return mean;
}

}  // namespace

std::optional<TemperedSolution> solve_tempered_dual(const Matrix& t, std::span<const double> target,
                                                    std::span<const double> slack,
                                                    std::span<const double> log_ratio,
                                                    double least_effective_samples) {
  EPI_CHECK(t.rows() > 0);
  const std::vector<double> shown = plain_mean(t);
  const auto solve = [&](double share) -> std::optional<TemperedSolution> {
    std::vector<double> between(target.size());
    for (std::size_t k = 0; k < between.size(); ++k) between[k] = shown[k] + share * (target[k] - shown[k]);
    std::optional<DualSolution> solution = solve_dual(t, between, slack, log_ratio);
    if (!solution || solution->effective_samples < least_effective_samples) return std::nullopt;
    return TemperedSolution{share, std::move(*solution)};
  };
  if (auto whole = solve(1.0)) return whole;
  std::optional<TemperedSolution> best;
  double low = kLowestLogit, high = kHighestLogit;
  for (int k = 0; k < kBisections; ++k) {
    const double middle = 0.5 * (low + high);
    if (auto solution = solve(1.0 / (1.0 + std::exp(-middle)))) {
      best = std::move(solution);
      low = middle;
    } else {
      high = middle;
    }
  }
  return best;
}

}  // namespace epi::objective
