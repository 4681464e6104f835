#pragma once

#include <array>
#include <cstddef>

namespace sc {

/// W from its eight weights, rows and columns in order LP, LA, RP, RA: equation 1 of README.md.
template <template <class> class Parameters, class Real>
constexpr std::array<std::array<Real, 4>, 4> connectivity(const Parameters<Real>& z) {
  return {{{z.sW_P, z.vW_PA, z.hW_P, z.dW_PA},
           {z.vW_AP, z.sW_A, z.dW_AP, z.hW_A},
           {z.hW_P, z.dW_PA, z.sW_P, z.vW_PA},
           {z.dW_AP, z.hW_A, z.vW_AP, z.sW_A}}};
}

/// v^T W v / v^T v: the eigenvalue of W whose eigenvector is v, or the diagonal of V^T W V for the orthogonal
/// modes V where W is not normal.
template <class Parameters>
double mode_strength(const Parameters& z, const std::array<double, 4>& mode) {
  const auto w = connectivity(z);
  double strength = 0.0;
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) strength += 0.25 * mode[i] * w[i][j] * mode[j];
  }
  return strength;
}

}  // namespace sc
