#include "plugin/finite_difference.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::plugin {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// s0 = a^3 b, s1 = sin(b); rows outside [0, 1] x R fail.
Simulated cubic(const Matrix& z) {
  Simulated result{Matrix(z.rows(), 2),
                   std::vector<RowStatus>(static_cast<std::size_t>(z.rows()), RowStatus::ok)};
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    result.statistics(i, 0) = std::pow(z(i, 0), 3) * z(i, 1);
    result.statistics(i, 1) = std::sin(z(i, 1));
    if (z(i, 0) < 0.0 || z(i, 0) > 1.0)
      result.status[static_cast<std::size_t>(i)] = RowStatus::out_of_support;
  }
  return result;
}

const std::vector<ParameterSpec> kFree = {{"a", "", "", "", 0.0, 1.0, 0.5, false},
                                          {"b", "", "", "", -kInfinity, kInfinity, 0.0, false}};

DifferenceGradient gradient_at(const Matrix& z, const Matrix& cotangent) {
  return difference_gradient(cubic, z, cubic(z), cotangent, kFree);
}

TEST(FiniteDifference, IsTheDerivativeToTheSquareOfTheStep) {
  Matrix z(3, 2), cotangent(3, 2);
  const double a[] = {0.3, 0.9, 0.01}, b[] = {1.0, -2.0, 0.0};
  for (std::int64_t i = 0; i < 3; ++i) {
    z(i, 0) = a[i], z(i, 1) = b[i];
    cotangent(i, 0) = 2.0, cotangent(i, 1) = -1.0;
  }
  const DifferenceGradient result = gradient_at(z, cotangent);
  EXPECT_EQ(result.n_failed, 0);
  for (std::int64_t i = 0; i < 3; ++i) {
    // Truncation: step^2/6 times the third derivative, below 1e-8 here.
    EXPECT_NEAR(result.z_gradient(i, 0), 2.0 * 3.0 * a[i] * a[i] * b[i], 1e-8);
    EXPECT_NEAR(result.z_gradient(i, 1), 2.0 * std::pow(a[i], 3) - std::cos(b[i]), 1e-8);
  }
}

TEST(FiniteDifference, StaysInsideTheSupportAtItsEdges) {
  Matrix z(2, 2);
  z(0, 0) = 0.0, z(1, 0) = 1.0, z(0, 1) = z(1, 1) = 1.0;
  Matrix cotangent(2, 2);
  cotangent(0, 0) = cotangent(1, 0) = 1.0;
  const DifferenceGradient result = gradient_at(z, cotangent);
  EXPECT_EQ(result.n_failed, 0) << "points outside the support would have failed";
  EXPECT_NEAR(result.z_gradient(0, 0), 0.0, 1e-6);
  EXPECT_NEAR(result.z_gradient(1, 0), 3.0, 3e-4);  // one-sided: first order in the step of 5e-5
}

TEST(FiniteDifference, RowsThatFailedHaveNoGradientAndRowsWithAFailedNeighbourAreCounted) {
  Matrix z(2, 2, 0.5);
  z(0, 0) = 2.0;  // failed at z itself
  const auto fails_above_half = [](const Matrix& at) {
    Simulated result = cubic(at);
    if (at(1, 0) > 0.5) result.status[1] = RowStatus::diverged;
    return result;
  };
  const DifferenceGradient result =
      difference_gradient(fails_above_half, z, fails_above_half(z), Matrix(2, 2, 1.0), kFree);
  EXPECT_EQ(result.n_failed, 1);
  for (std::int64_t i = 0; i < 2; ++i)
    for (std::int64_t k = 0; k < 2; ++k) EXPECT_EQ(result.z_gradient(i, k), 0.0);
}

TEST(FiniteDifference, TheStepFollowsTheParametersSize) {
  const std::vector<ParameterSpec> tiny = {{"g", "S", "", "", 0.0, kInfinity, 1e-9, false}};
  Matrix z(1, 1, 2e-9);
  const auto square = [](const Matrix& at) {
    Simulated result{Matrix(1, 1, at(0, 0) * at(0, 0)), {RowStatus::ok}};
    return result;
  };
  EXPECT_NEAR(difference_gradient(square, z, square(z), Matrix(1, 1, 1.0), tiny).z_gradient(0, 0), 4e-9,
              1e-17);
}

}  // namespace
}  // namespace epi::plugin
