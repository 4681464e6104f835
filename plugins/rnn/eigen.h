#pragma once

// Eigen for matrices of 2 to 20 rows, without its own vector code: that gains nothing at these sizes, and GCC
// 12 takes its AVX-512 intrinsics for uninitialised (GCC bug 105593).
#define EIGEN_DONT_VECTORIZE  // NOLINT(readability-identifier-naming): the name is Eigen's
#include <Eigen/Dense>
