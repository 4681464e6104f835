#include "objective/dual.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "objective/tempered_dual.h"

namespace epi::objective {
namespace {

constexpr std::int64_t kPoints = 20000;
constexpr double kLogWidth = 2.302585092994046;  // of [-5, 5], where the points lie evenly

// T of a mean and a second moment about it, at even points.
Matrix even_t(double mean = 1.0, double scale = 0.5) {
  Matrix t(kPoints, 2);
  for (std::int64_t i = 0; i < kPoints; ++i) {
    const double z = 10.0 * (static_cast<double>(i) + 0.5) / kPoints - 5.0;
    t(i, 0) = (z - mean) / scale;
    t(i, 1) = t(i, 0) * t(i, 0);
  }
  return t;
}

const std::vector<double> kTarget = {0.0, 1.0}, kNoSlack = {0.0, 0.0};

std::vector<double> ratio_of_even_points() {
  return std::vector<double>(kPoints, kLogWidth);
}

TEST(Dual, IsTheGaussianOfMaximumEntropy) {
  const Matrix t = even_t();
  const DualSolution found = solve_dual(t, kTarget, kNoSlack, ratio_of_even_points()).value();
  EXPECT_NEAR(found.eta[0], 0.0, 1e-5);
  EXPECT_NEAR(found.eta[1], 0.5, 1e-5);
  double weight = 0.0, mean = 0.0, second = 0.0;
  for (std::int64_t i = 0; i < kPoints; ++i) {
    const double w = found.weights[static_cast<std::size_t>(i)];
    weight += w;
    mean += w * t(i, 0);
    second += w * t(i, 1);
  }
  EXPECT_NEAR(weight, 1.0, 1e-12);
  EXPECT_NEAR(mean, 0.0, 1e-5);
  EXPECT_NEAR(second, 1.0, 1e-5);
  // The entropy of a normal of std 0.5. Points of density 1/10 are worth e^H / 10 of a flat top: sqrt(2) H's
  // volume.
  EXPECT_NEAR(found.log_normaliser, 0.5 * (1.0 + std::log(2.0 * M_PI)) + std::log(0.5), 1e-5);
  EXPECT_NEAR(found.effective_samples, kPoints * 2.0 * std::sqrt(M_PI) * 0.5 / 10.0, 0.1);
}

TEST(Dual, DoesNotDependOnWhereThePointsCameFrom) {
  // Half of the points dropped from one side, with their neighbours counting double.
  const Matrix t = even_t();
  std::vector<double> ratio = ratio_of_even_points();
  for (std::int64_t i = 0; i < kPoints; ++i)
    if (t(i, 0) > 0.0)
      ratio[static_cast<std::size_t>(i)] =
          i % 2 == 0 ? -std::numeric_limits<double>::infinity() : kLogWidth + std::log(2.0);
  EXPECT_NEAR(solve_dual(t, kTarget, kNoSlack, ratio)->eta[1], 0.5, 1e-3);
}

TEST(Dual, WithSlackMovesNoFurtherThanItMust) {
  // The points' own mean is 0; asked for 2 with a slack of 0.5, the answer stops at 1.5.
  Matrix t = even_t(/*mean=*/0.0, /*scale=*/1.0), first(kPoints, 1);
  for (std::int64_t i = 0; i < kPoints; ++i) first(i, 0) = t(i, 0);
  const auto found = solve_dual(first, std::vector{2.0}, std::vector{0.5}, ratio_of_even_points());
  double mean = 0.0;
  for (std::int64_t i = 0; i < kPoints; ++i)
    mean += found->weights[static_cast<std::size_t>(i)] * first(i, 0);
  EXPECT_NEAR(mean, 1.5, 1e-5);
  const auto idle = solve_dual(first, std::vector{0.2}, std::vector{0.5}, ratio_of_even_points());
  EXPECT_EQ(idle->eta[0], 0.0);
}

TEST(Dual, OutOfReachThereIsNoAnswer) {
  EXPECT_FALSE(solve_dual(even_t(/*mean=*/20.0), kTarget, kNoSlack, ratio_of_even_points()).has_value());
}

TEST(TemperedDual, GoesTheWholeWayIfItCan) {
  const auto found =
      solve_tempered_dual(even_t(), plain_mean(even_t()), kTarget, kNoSlack, ratio_of_even_points(), 200.0);
  EXPECT_EQ(found->share, 1.0);
  EXPECT_EQ(found->solution.eta, solve_dual(even_t(), kTarget, kNoSlack, ratio_of_even_points())->eta);
}

TEST(TemperedDual, GoesAsFarAsTheWeightsAreWorthIt) {
  // A target beyond all points can be neared only.
  const auto found = solve_tempered_dual(even_t(/*mean=*/20.0), plain_mean(even_t(/*mean=*/20.0)), kTarget,
                                         kNoSlack, ratio_of_even_points(), 200.0);
  ASSERT_TRUE(found.has_value());
  EXPECT_GT(found->share, 0.02);
  EXPECT_LT(found->share, 1.0);
  EXPECT_GE(found->solution.effective_samples, 200.0);
  EXPECT_LT(found->solution.effective_samples, 1000.0);
}

TEST(TemperedDual, PointsWorthTooLittleFromTheStartAreRefused) {
  EXPECT_FALSE(solve_tempered_dual(even_t(), plain_mean(even_t()), kTarget, kNoSlack, ratio_of_even_points(),
                                   2.0 * kPoints)
                   .has_value());
}

}  // namespace
}  // namespace epi::objective
