#pragma once

#include "eigen.h"
#include "noise_matrix.h"

// Eigenvalues that a low-rank matrix pushes out of the spectrum of noise. An eigenvalue lambda of P Q^T + g X
// that is no eigenvalue of g X obeys det(1 - F(lambda)) = 0 with the small matrix
//   F(lambda) = Q^T (lambda - g X)^-1 P = sum_k Q^T (g X)^k P / lambda^(k+1),
// equations 15 and 16 of README.md. The series converges outside the noise's spectrum; products with X cost
// N^2, and `depth` of them from the left and from the right give the first 2 depth + 1 moments.

namespace rnn {

/// How many products the eigenvectors need. What they lack is the next term of the series, relative to the
/// first; what the eigenvalue lacks is of the order of its square.
inline constexpr double kSeriesTolerance = 1e-4;
inline constexpr int kMostProducts = 16;  // enough for an eigenvalue 1.8 times as large as the noise's radius

using Gradient = Eigen::Matrix<double, Eigen::Dynamic, 4>;

/// sum += weight * vector
template <class T>
void add(double weight, const T* vector, Eigen::Ref<Eigen::VectorXd> sum) {
  for (Eigen::Index i = 0; i < sum.size(); ++i) sum(i) += weight * static_cast<double>(vector[i]);
}

}  // namespace rnn
