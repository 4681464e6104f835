#include "objective/reweighting.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/check.h"
#include "objective/tempered_dual.h"

namespace epi::objective {
namespace {

// What the weights must be worth before the step, as a share of the samples, and after it, as a share of
// that.
constexpr double kBefore = 0.2, kAfter = 0.5;
constexpr int kBisections = 10;

double effective_samples(std::span<const double> log_weights) {
  const double highest = *std::ranges::max_element(log_weights);
  double sum = 0.0, squares = 0.0;
  for (const double log_w : log_weights) {
    const double w = std::exp(log_w - highest);
    sum += w;
    squares += w * w;
  }
  return sum * sum / squares;
}

std::vector<double> scaled(std::span<const double> values, double factor) {
  std::vector<double> result(values.begin(), values.end());
  for (double& value : result) value *= factor;
  return result;
}

// The largest power of the weights, at most 1, that leaves them worth `least` samples.
double largest_power(std::span<const double> log_weights, double least) {
  const auto is_even = [&](double power) { return effective_samples(scaled(log_weights, power)) >= least; };
  if (is_even(1.0)) return 1.0;
  double low = 0.0, high = 1.0;
  for (int k = 0; k < kBisections; ++k) {
    const double middle = 0.5 * (low + high);
    (is_even(middle) ? low : high) = middle;
  }
  return low;
}

}  // namespace

std::vector<double> reweighted_eta(const Matrix& t, std::span<const double> log_ratio,
                                   std::span<const double> eta, std::span<const double> target,
                                   std::span<const double> slack) {
  EPI_CHECK(eta.size() == target.size() && eta.size() == slack.size());
  EPI_CHECK(t.rows() > 0 && static_cast<std::int64_t>(log_ratio.size()) == t.rows());
  std::vector<double> pulled(log_ratio.size(), 0.0), log_weights(log_ratio.size());
  for (std::size_t i = 0; i < pulled.size(); ++i) {
    for (std::size_t k = 0; k < eta.size(); ++k)
      pulled[i] += eta[k] * t(static_cast<std::int64_t>(i), static_cast<std::int64_t>(k));
    log_weights[i] = log_ratio[i] - pulled[i];
  }
  const double power = largest_power(log_weights, kBefore * static_cast<double>(t.rows()));
  const std::vector<double> log_powers = scaled(log_weights, power);
  // At eta the samples' weights are those; from there the dual tilts them.
  std::vector<double> log_base(log_powers);
  for (std::size_t i = 0; i < log_base.size(); ++i) log_base[i] += pulled[i];

  const std::vector<double> shown = tilted_mean(t, log_base, eta);
  const std::vector<double> of_q = plain_mean(t);
  std::vector<double> next(shown);
  for (std::size_t k = 0; k < next.size(); ++k) next[k] += power * (target[k] - of_q[k]);
  const std::vector<double> next_slack = scaled(slack, power);
  std::optional<TemperedSolution> found =
      solve_tempered_dual(t, shown, next, next_slack, log_base, kAfter * effective_samples(log_powers));
  return found ? std::move(found->solution.eta) : std::vector<double>(eta.begin(), eta.end());
}

}  // namespace epi::objective
