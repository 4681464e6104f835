#include "plugin/finite_difference.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace epi::plugin {
namespace {

double step_of(double z, const ParameterSpec& parameter) {
  const double width = parameter.upper - parameter.lower;
  double usual = std::isfinite(width) ? width : std::abs(parameter.default_value);
  if (usual == 0.0) usual = 1.0;
  return kDifferenceStep * std::max(std::abs(z), 0.01 * usual);
}

/// z with one column replaced.
Matrix with_column(Matrix z, std::int64_t column, const std::vector<double>& values) {
  for (std::int64_t i = 0; i < z.rows(); ++i) z(i, column) = values[static_cast<std::size_t>(i)];
  return z;
}

}  // namespace

DifferenceGradient difference_gradient(const std::function<Simulated(const Matrix&)>& simulate,
                                       const Matrix& z, const Simulated& at_z, const Matrix& cotangent,
                                       std::span<const ParameterSpec> free) {
  EPI_CHECK(z.cols() == static_cast<std::int64_t>(free.size()));
  EPI_CHECK(cotangent.rows() == z.rows() && cotangent.cols() == at_z.statistics.cols());
  const auto n = static_cast<std::size_t>(z.rows());
  DifferenceGradient result{Matrix(z.rows(), z.cols()), 0};
  std::vector<bool> failed(n, false);
  std::vector<double> below(n), above(n);
  for (std::int64_t k = 0; k < z.cols(); ++k) {
    const ParameterSpec& parameter = free[static_cast<std::size_t>(k)];
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      const double step = step_of(z(i, k), parameter);
      below[static_cast<std::size_t>(i)] = std::max(z(i, k) - step, parameter.lower);
      above[static_cast<std::size_t>(i)] = std::min(z(i, k) + step, parameter.upper);
    }
    const Simulated low = simulate(with_column(z, k, below));
    const Simulated high = simulate(with_column(z, k, above));
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      if (at_z.status[row] != RowStatus::ok) continue;
      if (low.status[row] != RowStatus::ok || high.status[row] != RowStatus::ok) {
        failed[row] = true;
        continue;
      }
      double sum = 0.0;
      for (std::int64_t j = 0; j < cotangent.cols(); ++j)
        sum += cotangent(i, j) * (high.statistics(i, j) - low.statistics(i, j));
      result.z_gradient(i, k) = sum / (above[row] - below[row]);
    }
  }
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    if (!failed[static_cast<std::size_t>(i)]) continue;
    ++result.n_failed;
    std::ranges::fill(result.z_gradient.row(i), 0.0);
  }
  return result;
}

}  // namespace epi::plugin
