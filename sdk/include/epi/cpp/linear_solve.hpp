#pragma once

#include <array>
#include <cstddef>

#include "scalar.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Solves a x = b for the M columns of b, lane by lane, by Gaussian elimination with row exchanges. `b`
/// becomes x; returns the determinant of a. Lanes where a is singular come out not finite.
template <class R, std::size_t N, std::size_t M>
R linear_solve(std::array<std::array<R, N>, N> a, std::array<std::array<R, M>, N>& b) {
  R determinant(1);
  for (std::size_t k = 0; k < N; ++k) {
    // Lanes differ in their pivots: every row below is exchanged with row k where it is larger.
    for (std::size_t i = k + 1; i < N; ++i) {
      const auto larger = abs(a[i][k]) > abs(a[k][k]);
      const auto exchange = [&larger](R& upper, R& lower) {
        const R kept = upper;
        upper = select(larger, lower, upper);
        lower = select(larger, kept, lower);
      };
      for (std::size_t j = 0; j < N; ++j) exchange(a[k][j], a[i][j]);
      for (std::size_t j = 0; j < M; ++j) exchange(b[k][j], b[i][j]);
      determinant = select(larger, -determinant, determinant);
    }
    determinant = determinant * a[k][k];
    for (std::size_t i = k + 1; i < N; ++i) {
      const R factor = a[i][k] / a[k][k];
      for (std::size_t j = k; j < N; ++j) a[i][j] = a[i][j] - factor * a[k][j];
      for (std::size_t j = 0; j < M; ++j) b[i][j] = b[i][j] - factor * b[k][j];
    }
  }
  for (std::size_t k = N; k-- > 0;) {
    for (std::size_t j = 0; j < M; ++j) {
      for (std::size_t i = k + 1; i < N; ++i) b[k][j] = b[k][j] - a[k][i] * b[i][j];
      b[k][j] = b[k][j] / a[k][k];
    }
  }
  return determinant;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
