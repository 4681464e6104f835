#include "objective/proximal_newton.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::objective {
namespace {

TEST(ProximalNewton, SoftThresholdMovesTowardsZero) {
  EXPECT_EQ(soft_threshold(3.0, 1.0), 2.0);
  EXPECT_EQ(soft_threshold(-3.0, 1.0), -2.0);
  EXPECT_EQ(soft_threshold(0.5, 1.0), 0.0);
  EXPECT_EQ(soft_threshold(-3.0, 0.0), -3.0);
}

TEST(ProximalNewton, OfOneMultiplierIsASoftThreshold) {
  // Minimises 2 (e - 1)^2 / 2 - 3 (e - 1) + |e|: 2 (e - 1) - 3 + 1 = 0 where e > 0.
  const Matrix c(1, 1, 2.0);
  EXPECT_NEAR(proximal_newton_point(c, std::vector{3.0}, std::vector{1.0}, std::vector{1.0})[0], 2.0, 1e-9);
  EXPECT_NEAR(proximal_newton_point(c, std::vector{-2.2}, std::vector{1.0}, std::vector{1.0})[0], 0.0, 1e-9);
}

TEST(ProximalNewton, MeetsTheOptimalityConditions) {
  Matrix c(3, 3, 0.3);
  c(0, 0) = 1.0, c(1, 1) = 2.0, c(2, 2) = 0.5;
  const std::vector<double> r = {1.0, -0.1, 0.4}, eta = {-0.2, 0.3, 0.0}, slack = {0.3, 0.4, 0.0};
  const std::vector<double> e = proximal_newton_point(c, r, eta, slack);
  for (std::int64_t k = 0; k < 3; ++k) {
    const auto at = static_cast<std::size_t>(k);
    double slope = -r[at];
    for (std::int64_t l = 0; l < 3; ++l)
      slope += c(k, l) * (e[static_cast<std::size_t>(l)] - eta[static_cast<std::size_t>(l)]);
    if (e[at] == 0.0) {
      EXPECT_LE(std::abs(slope), slack[at] + 1e-7);
    } else {
      EXPECT_NEAR(slope, -std::copysign(slack[at], e[at]), 1e-7);
    }
  }
}

TEST(ProximalNewton, ReadsTheLowerTriangleAlone) {
  Matrix c(2, 2, 0.5);
  c(0, 0) = c(1, 1) = 1.0, c(0, 1) = 77.0;
  EXPECT_NEAR(newton_decrement(c, std::vector{1.0, 1.0}), std::sqrt(3.0), 1e-12);
}

}  // namespace
}  // namespace epi::objective
