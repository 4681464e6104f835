#include "optimizer/correlated_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "optimizer/support_point.h"

namespace epi::optimizer {
namespace {

TEST(CorrelatedGaussian, HasTheWeightedMomentsOfTheUnconstrainedCoordinate) {
  // Standard normal u, correlated by 0.6, seen through an interval and a half line; weights that depend on
  // nothing.
  const std::vector<flow::Support> support = {{-2.0, 4.0}, {1.0, flow::Support{}.upper}};
  constexpr std::int64_t kPoints = 20000;
  Matrix z(kPoints, 2);
  std::vector<double> weights(kPoints);
  Random(/*seed=*/1, RandomStream::initial_search).normal(0, z.values());
  Random(/*seed=*/1, RandomStream::initial_search).uniform(1, weights);
  double total = 0.0;
  for (const double w : weights) total += w;
  for (std::int64_t i = 0; i < kPoints; ++i) {
    weights[static_cast<std::size_t>(i)] /= total;
    const double a = z(i, 0), b = 0.6 * a + 0.8 * z(i, 1);
    z(i, 0) = map_to_support(a, support[0]).z;
    z(i, 1) = map_to_support(b, support[1]).z;
  }
  const CorrelatedGaussian found = gaussian_of(z, weights, support);
  EXPECT_NEAR(found.mean[0], 0.0, 0.04);  // five standard errors of 15,000 effective points
  EXPECT_NEAR(found.mean[1], 0.0, 0.04);
  EXPECT_NEAR(found.factor(0, 0), 1.0, 0.03);
  EXPECT_NEAR(found.factor(1, 0), 0.6, 0.04);
  EXPECT_NEAR(found.factor(1, 1), 0.8, 0.03);
  EXPECT_EQ(found.factor(0, 1), 0.0);
}

TEST(CorrelatedGaussian, ShrinksWhatFewPointsSayAboutCorrelation) {
  // Four points on a line, worth four: the covariance keeps (4 - 3) / 4 of its correlation.
  const Matrix z({0.0, 0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 3.0}, 2);
  const CorrelatedGaussian found =
      gaussian_of(z, std::vector<double>(4, 0.25), {flow::Support{}, flow::Support{}});
  const double variance = found.factor(0, 0) * found.factor(0, 0);
  EXPECT_NEAR(variance, 5.0 / 3.0, 1e-12);
  EXPECT_NEAR(found.factor(1, 0) * found.factor(0, 0), 0.25 * variance, 1e-12);
}

}  // namespace
}  // namespace epi::optimizer
