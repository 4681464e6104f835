#include "objective/tempered_dual.h"

#include <cmath>

#include "base/check.h"

namespace epi::objective {
namespace {

// Shares are searched by bisection of their logit, from 0.7% to all but a millionth.
constexpr double kLowestLogit = -5.0, kHighestLogit = 14.0;
constexpr int kBisections = 8;

}  // namespace

std::optional<TemperedSolution> solve_tempered_dual(const Matrix& t, std::span<const double> from,
                                                    std::span<const double> target,
                                                    std::span<const double> slack,
                                                    std::span<const double> log_ratio,
                                                    double least_effective_samples) {
  EPI_CHECK(from.size() == target.size());
  const auto solve = [&](double share) -> std::optional<TemperedSolution> {
    std::vector<double> between(target.size()), between_slack(target.size());
    for (std::size_t k = 0; k < between.size(); ++k) between_slack[k] = share * slack[k];
    for (std::size_t k = 0; k < between.size(); ++k) between[k] = from[k] + share * (target[k] - from[k]);
    std::optional<DualSolution> solution = solve_dual(t, between, between_slack, log_ratio);
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
