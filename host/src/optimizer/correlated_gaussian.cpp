#include "optimizer/correlated_gaussian.h"

#include "base/check.h"
#include "base/cholesky.h"
#include "optimizer/support_point.h"

namespace epi::optimizer {

CorrelatedGaussian gaussian_of(const Matrix& z, std::span<const double> weights,
                               const std::vector<flow::Support>& support) {
  const std::int64_t d = z.cols();
  Matrix u(z.rows(), d);
  for (std::int64_t i = 0; i < z.rows(); ++i)
    for (std::int64_t j = 0; j < d; ++j)
      u(i, j) = coordinate_of(z(i, j), support[static_cast<std::size_t>(j)]);
  EPI_CHECK(static_cast<std::int64_t>(weights.size()) == u.rows());
  std::vector<double> mean(static_cast<std::size_t>(d), 0.0);
  double squares = 0.0;
  for (std::int64_t i = 0; i < u.rows(); ++i) {
    const double w = weights[static_cast<std::size_t>(i)];
    squares += w * w;
    for (std::int64_t j = 0; j < d; ++j) mean[static_cast<std::size_t>(j)] += w * u(i, j);
  }
  const double kept = 1.0 - static_cast<double>(d + 1) * squares;
  EPI_CHECK(kept > 0.0);
  Matrix covariance(d, d);
  for (std::int64_t i = 0; i < u.rows(); ++i) {
    const double w = weights[static_cast<std::size_t>(i)] / (1.0 - squares);
    for (std::int64_t j = 0; j < d; ++j) {
      const double a = u(i, j) - mean[static_cast<std::size_t>(j)];
      for (std::int64_t k = 0; k <= j; ++k)
        covariance(j, k) += w * (j == k ? 1.0 : kept) * a * (u(i, k) - mean[static_cast<std::size_t>(k)]);
    }
  }
  return {std::move(mean), cholesky(covariance)};
}

}  // namespace epi::optimizer
