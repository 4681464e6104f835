#include "objective/multiplier_update.h"

#include <gtest/gtest.h>

namespace epi::objective {
namespace {

TEST(MultiplierUpdate, MovesEtaAlongTheViolation) {
  const std::vector<double> eta = {1.0, -2.0}, violation = {0.5, 0.25};
  const std::vector<double> slack = {0.0, 0.0};
  EXPECT_EQ(updated_eta(eta, 4.0, violation, slack), (std::vector<double>{3.0, -1.0}));
}

TEST(MultiplierUpdate, AViolationWithinTheSlackLetsEtaFallToZero) {
  const std::vector<double> slack = {0.5, 0.5}, violation = {0.25, 0.75};
  EXPECT_EQ(updated_eta(std::vector{0.0, 0.0}, 4.0, violation, slack), (std::vector<double>{0.0, 1.0}));
  EXPECT_EQ(updated_eta(std::vector{2.0, -2.0}, 4.0, violation, slack), (std::vector<double>{1.0, 0.0}));
}

TEST(MultiplierUpdate, StartsAtZeroOrAtTheAnswerForAnEvenSpread) {
  EmergentProperty property;
  property.equalities.resize(3);
  property.equalities[1].kind = ConstraintKind::second_moment;
  EXPECT_EQ(initial_eta(property, "zero"), (std::vector<double>{0.0, 0.0, 0.0}));
  EXPECT_EQ(initial_eta(property, "gaussian"), (std::vector<double>{0.0, 0.5, 0.0}));
}

TEST(MultiplierUpdate, PenaltyGrowsWhenTheViolationStays) {
  const std::vector<double> before = {1.0, 1.1, 0.9, 1.05}, same = {1.02, 0.98, 1.0, 1.1};
  EXPECT_GT(penalty_growth_probability(before, same, 0.25), 0.999);
}

TEST(MultiplierUpdate, PenaltyStaysWhenTheViolationFellEnough) {
  const std::vector<double> before = {1.0, 1.1, 0.9, 1.05}, less = {0.1, 0.12, 0.09, 0.11};
  EXPECT_LT(penalty_growth_probability(before, less, 0.25), 0.001);
}

TEST(MultiplierUpdate, GrowthIsAnEvenChanceWhenTheViolationFellByExactlyGamma) {
  const std::vector<double> before = {0.8, 1.0, 1.2}, quarter = {0.2, 0.25, 0.3};
  EXPECT_NEAR(penalty_growth_probability(before, quarter, 0.25), 0.5, 1e-12);
}

TEST(MultiplierUpdate, ProbabilityIsThatOfWelchsTest) {
  // scipy.stats.ttest_ind([2.1, 2.5, 2.3], [0.25 * x for x in [8, 9, 10, 9.4]], equal_var=False,
  // alternative="greater") gives the p-value below
  const std::vector<double> before = {8.0, 9.0, 10.0, 9.4}, now = {2.1, 2.5, 2.3};
  EXPECT_NEAR(1.0 - penalty_growth_probability(before, now, 0.25), 0.4397948554192762, 1e-9);
}

}  // namespace
}  // namespace epi::objective
