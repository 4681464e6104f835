#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"
#include "flow/support.h"

namespace epi::optimizer {

/// A Gaussian of the unconstrained coordinate u = factor x + mean, x standard normal.
struct CorrelatedGaussian {
  std::vector<double> mean;  ///< [n_parameters]
  Matrix factor;             ///< [n_parameters, n_parameters], lower triangular with a positive diagonal
};

/// The mean and covariance of weighted points, in the unconstrained coordinate. Worth n points of equal
/// weight, their covariance is shrunk towards its diagonal by the share (n_parameters + 1) / n, which keeps
/// it positive definite.
/// @param z  [n_points, n_parameters], inside the support, distinct rows.  @param weights  [n_points], sum 1,
/// worth more than
///   n_parameters + 1 points.
CorrelatedGaussian gaussian_of(const Matrix& z, std::span<const double> weights,
                               const std::vector<flow::Support>& support);

}  // namespace epi::optimizer
