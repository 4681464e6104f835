#include "run/user_units.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::run {
namespace {

// A frequency of 1 +- 0.1 Hz.
optimizer::ConstraintVerdict verdict_of(const std::string& kind, double target) {
  return {.name = "frequency." + kind,
          .kind = kind,
          .unit = "Hz",
          .centre = 1.0,
          .scale = 0.1,
          .target = target,
          .mean = target + 0.2,
          .lower = target + 0.1,
          .upper = target + 0.3,
          .tolerance = 0.19};
}

TEST(UserUnits, MeanIsGivenInTheStatisticsUnit) {
  const auto v = in_user_units(verdict_of("mean", 0.0));
  EXPECT_DOUBLE_EQ(v.at("target"), 1.0);
  EXPECT_DOUBLE_EQ(v.at("mean"), 1.02);
  EXPECT_DOUBLE_EQ(v.at("allowed")[0], 0.981);
  EXPECT_DOUBLE_EQ(v.at("allowed")[1], 1.019);
  EXPECT_EQ(v.at("unit"), "Hz");
}

TEST(UserUnits, SecondMomentBecomesAStandardDeviation) {
  const auto v = in_user_units(verdict_of("std", 1.0));
  EXPECT_DOUBLE_EQ(v.at("target"), 0.1);
  EXPECT_DOUBLE_EQ(v.at("mean"), 0.1 * std::sqrt(1.2));
  EXPECT_DOUBLE_EQ(v.at("allowed")[0], 0.1 * 0.9);  // sqrt(1 - 0.19)
}

TEST(UserUnits, InequalityIsAShareWithItsBound) {
  const auto v = in_user_units(verdict_of("at_least", 0.0));
  EXPECT_DOUBLE_EQ(v.at("mean"), 0.2);
  EXPECT_DOUBLE_EQ(v.at("bound"), 1.0);
  EXPECT_DOUBLE_EQ(v.at("allowed")[0], 0.0);
  EXPECT_DOUBLE_EQ(v.at("allowed")[1], 0.19);
}

}  // namespace
}  // namespace epi::run
