#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace epi {

/// The lower triangular factor L of a symmetric positive definite matrix, a = L L^T; 0 above the diagonal.
/// @param a  [n, n]; only the part on and below the diagonal is read.
Matrix cholesky(const Matrix& a);

/// The solution x of a x = b from the factor of a.
std::vector<double> solve_cholesky(const Matrix& factor, std::span<const double> b);

}  // namespace epi
