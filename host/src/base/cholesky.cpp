#include "base/cholesky.h"

#include <cmath>

#include "base/check.h"

namespace epi {

Matrix cholesky(const Matrix& a) {
  Matrix factor(a.rows(), a.cols());
  for (std::int64_t j = 0; j < a.rows(); ++j) {
    for (std::int64_t k = 0; k <= j; ++k) {
      double sum = a(j, k);
      for (std::int64_t l = 0; l < k; ++l) sum -= factor(j, l) * factor(k, l);
      if (j == k) EPI_CHECK(sum > 0.0);
      factor(j, k) = j == k ? std::sqrt(sum) : sum / factor(k, k);
    }
  }
  return factor;
}

std::vector<double> solve_cholesky(const Matrix& factor, std::span<const double> b) {
  const std::int64_t n = factor.rows();
  EPI_CHECK(static_cast<std::int64_t>(b.size()) == n);
  std::vector<double> x(b.begin(), b.end());
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < i; ++j)
      x[static_cast<std::size_t>(i)] -= factor(i, j) * x[static_cast<std::size_t>(j)];
    x[static_cast<std::size_t>(i)] /= factor(i, i);
  }
  for (std::int64_t i = n - 1; i >= 0; --i) {
    for (std::int64_t j = i + 1; j < n; ++j)
      x[static_cast<std::size_t>(i)] -= factor(j, i) * x[static_cast<std::size_t>(j)];
    x[static_cast<std::size_t>(i)] /= factor(i, i);
  }
  return x;
}

}  // namespace epi
