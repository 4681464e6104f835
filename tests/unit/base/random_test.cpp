#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace epi {
namespace {

// Reference: an independent Python program of Philox4x32-10 with key = seed, counter = {block,
// 0xE9100000 + stream, position low, position high}, uniforms (word pair >> 12) + 0.5 over 2^52, Box-Muller.
TEST(Random, DrawsTheNumbersOfTheReferenceProgram) {
  const Random random(1234567890123456789u, RandomStream::training_base);
  std::vector<double> u(3), n(3);
  random.uniform(42, u);
  random.normal(42, n);
  EXPECT_EQ(u, (std::vector<double>{0.9743321686727201, 0.7658010038469488, 0.5717647564608875}));
  const double expected[] = {0.02260359790407602, -0.22692525889219, -0.956035642151223};
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(n[i], expected[i], 1e-14);  // libm may differ in the last digits
}

TEST(Random, DrawsDoNotDependOnTheLengthOfTheRequest) {
  const Random random(7, RandomStream::bootstrap);
  std::vector<double> longer(101), shorter(50);
  random.normal(3, longer);
  random.normal(3, shorter);
  EXPECT_TRUE(std::equal(shorter.begin(), shorter.end(), longer.begin()));
}

TEST(Random, NormalDrawsHaveTheMomentsOfTheStandardNormal) {
  constexpr int n = 200000;
  std::vector<double> draws(n);
  Random(1, RandomStream::training_base).normal(0, draws);
  double sum = 0, square = 0, cube = 0, fourth = 0;
  for (const double x : draws) sum += x, square += x * x, cube += x * x * x, fourth += x * x * x * x;
  // Five standard errors: var(x) = 1, var(x^2) = 2, var(x^3) = 15, var(x^4) = 96.
  EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(1.0 / n));
  EXPECT_NEAR(square / n, 1, 5 * std::sqrt(2.0 / n));
  EXPECT_NEAR(cube / n, 0, 5 * std::sqrt(15.0 / n));
  EXPECT_NEAR(fourth / n, 3, 5 * std::sqrt(96.0 / n));
}

TEST(Random, UniformDrawsLieInsideTheOpenIntervalAndFillIt) {
  std::vector<double> draws(100000);
  Random(5, RandomStream::bootstrap).uniform(9, draws);
  int tenths[10] = {};
  for (const double u : draws) {
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    ++tenths[static_cast<int>(10 * u)];
  }
  for (const int count : tenths) EXPECT_NEAR(count, 10000, 5 * std::sqrt(9000.0));  // five standard errors
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum / static_cast<double>(a.size());
}

TEST(Random, SeedsStreamsPositionsAndNeighboursAreUncorrelated) {
  constexpr int n = 100000;
  std::vector<double> reference(n), other(n);
  Random(1, RandomStream::training_base).normal(0, reference);
  const double five_standard_errors = 5 / std::sqrt(static_cast<double>(n));
  Random(2, RandomStream::training_base).normal(0, other);
  EXPECT_NEAR(correlation(reference, other), 0, five_standard_errors);
  Random(1, RandomStream::epoch_base).normal(0, other);
  EXPECT_NEAR(correlation(reference, other), 0, five_standard_errors);
  Random(1, RandomStream::training_base).normal(1, other);
  EXPECT_NEAR(correlation(reference, other), 0, five_standard_errors);
  for (int lag : {1, 2}) {
    std::rotate_copy(reference.begin(), reference.begin() + lag, reference.end(), other.begin());
    EXPECT_NEAR(correlation(reference, other), 0, five_standard_errors);
  }
}

TEST(DeriveSeed, GivesTheNumbersOfTheReferenceProgram) {
  EXPECT_EQ(derive_seed(0, 0), 12035550249420947055u);
  EXPECT_EQ(derive_seed(1, 0), 6791897765849424158u);
  EXPECT_EQ(derive_seed(1, 1), 17405687883870564846u);
}

TEST(DeriveSeed, SmallSeedsAndTagsGiveDistinctSeeds) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 100; ++seed)
    for (std::uint64_t tag = 0; tag < 100; ++tag) seen.insert(derive_seed(seed, tag));
  EXPECT_EQ(seen.size(), 10000u);
}

}  // namespace
}  // namespace epi
