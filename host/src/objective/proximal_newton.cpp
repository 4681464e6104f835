#include "objective/proximal_newton.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/cholesky.h"

namespace epi::objective {
namespace {

constexpr int kMaxSweeps = 10000;
constexpr double kTolerance = 1e-18;  // of the objective, nats

double symmetric(const Matrix& a, std::int64_t k, std::int64_t l) {
  return k >= l ? a(k, l) : a(l, k);
}

}  // namespace

double soft_threshold(double x, double t) {
  return x > t ? x - t : x < -t ? x + t : 0.0;
}

std::vector<double> proximal_newton_point(const Matrix& covariance, std::span<const double> violation,
                                          std::span<const double> eta, std::span<const double> slack) {
  const std::int64_t n = covariance.rows();
  EPI_CHECK(violation.size() == eta.size() && slack.size() == eta.size());
  std::vector<double> point(eta.begin(), eta.end());
  const std::vector<double> newton = solve_cholesky(cholesky(covariance), violation);
  for (std::size_t k = 0; k < point.size(); ++k) point[k] += newton[k];
  if (std::ranges::all_of(slack, [](double s) { return s == 0.0; })) return point;

  // From the point without slack, one multiplier at a time.
  for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
    double gain = 0.0;
    for (std::int64_t k = 0; k < n; ++k) {
      const auto at = static_cast<std::size_t>(k);
      double slope = -violation[at];
      for (std::int64_t l = 0; l < n; ++l) {
        const auto other = static_cast<std::size_t>(l);
        slope += symmetric(covariance, k, l) * (point[other] - eta[other]);
      }
      const double curvature = covariance(k, k);
      const double moved = soft_threshold(curvature * point[at] - slope, slack[at]) / curvature;
      gain = std::max(gain, curvature * (moved - point[at]) * (moved - point[at]));
      point[at] = moved;
    }
    if (gain < kTolerance) break;
  }
  return point;
}

double newton_decrement(const Matrix& covariance, std::span<const double> step) {
  double square = 0.0;
  for (std::int64_t k = 0; k < covariance.rows(); ++k)
    for (std::int64_t l = 0; l < covariance.rows(); ++l)
      square +=
          step[static_cast<std::size_t>(k)] * symmetric(covariance, k, l) * step[static_cast<std::size_t>(l)];
  return std::sqrt(square);
}

}  // namespace epi::objective
