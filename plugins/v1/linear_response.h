#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace v1 {

using Vector4 = std::array<double, 4>;
using Matrix4 = std::array<Vector4, 4>;

/// Solves a x = b for the columns of b by Gaussian elimination with row exchanges. Not finite where a is
/// singular.
inline Matrix4 solve(Matrix4 a, Matrix4 b) {
  for (std::size_t k = 0; k < 4; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k + 1; i < 4; ++i) {
      if (std::abs(a[i][k]) > std::abs(a[pivot][k])) pivot = i;
    }
    std::swap(a[k], a[pivot]);
    std::swap(b[k], b[pivot]);
    for (std::size_t i = k + 1; i < 4; ++i) {
      const double factor = a[i][k] / a[k][k];
      for (std::size_t j = 0; j < 4; ++j) {
        a[i][j] -= factor * a[k][j];
        b[i][j] -= factor * b[k][j];
      }
    }
  }
  for (std::size_t k = 4; k-- > 0;) {
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t i = k + 1; i < 4; ++i) b[k][j] -= a[k][i] * b[i][j];
      b[k][j] /= a[k][k];
    }
  }
  return b;
}

/// dx/dh of the steady state x = [W x + h]_+^2: (F^-1 - W)^-1 with F = diag(2 [u]_+), u = W x + h, written as
/// (1 - F W)^-1 F, which also holds where a type is silent. Entry [a][b]: rate of type a by input to type b.
inline Matrix4 linear_response(const Matrix4& w, const Vector4& x, const Vector4& h) {
  Matrix4 left{}, right{};
  for (std::size_t i = 0; i < 4; ++i) {
    double u = h[i];
    for (std::size_t j = 0; j < 4; ++j) u += w[i][j] * x[j];
    const double slope = u > 0.0 ? 2.0 * u : 0.0;
    for (std::size_t j = 0; j < 4; ++j) left[i][j] = (i == j ? 1.0 : 0.0) - slope * w[i][j];
    right[i][i] = slope;
  }
  return solve(left, right);
}

}  // namespace v1
