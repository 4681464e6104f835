#include "base/cholesky.h"

#include <gtest/gtest.h>

namespace epi {
namespace {

// [[4, 2], [2, 10]] = L L^T with L = [[2, 0], [1, 3]]
Matrix example() {
  Matrix a(2, 2);
  a(0, 0) = 4.0, a(1, 0) = 2.0, a(1, 1) = 10.0;
  return a;
}

TEST(Cholesky, FactorIsLowerTriangular) {
  const Matrix factor = cholesky(example());
  EXPECT_DOUBLE_EQ(factor(0, 0), 2.0);
  EXPECT_DOUBLE_EQ(factor(0, 1), 0.0);
  EXPECT_DOUBLE_EQ(factor(1, 0), 1.0);
  EXPECT_DOUBLE_EQ(factor(1, 1), 3.0);
}

TEST(Cholesky, SolvesTheSystem) {
  const std::vector<double> x = solve_cholesky(cholesky(example()), std::vector{8.0, 22.0});
  EXPECT_DOUBLE_EQ(x[0], 1.0);
  EXPECT_DOUBLE_EQ(x[1], 2.0);
}

}  // namespace
}  // namespace epi
