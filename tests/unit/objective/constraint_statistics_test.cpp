#include "objective/constraint_statistics.h"

#include <gtest/gtest.h>

namespace epi::objective {
namespace {

TEST(ConstraintStatistics, AreInTargetUnits) {
  const Constraint mean{"s.mean", ConstraintKind::mean, 0, 2.0, 0.5, 0.0, 0.1, "Hz"};
  const Constraint std{"s.std", ConstraintKind::second_moment, 0, 2.0, 0.5, 1.0, 0.1, "Hz"};
  EXPECT_DOUBLE_EQ(constraint_statistic(mean, 3.0), 2.0);  // two target standard deviations above
  EXPECT_DOUBLE_EQ(constraint_statistic(std, 3.0), 4.0);
  EXPECT_DOUBLE_EQ(constraint_statistic_slope(mean, 3.0), 2.0);
  EXPECT_DOUBLE_EQ(constraint_statistic_slope(std, 3.0), 8.0);
}

TEST(ConstraintStatistics, ViolationOfAHalfUsesItsSuccessfulRowsOnly) {
  const EmergentProperty property{"p", {{"s.mean", ConstraintKind::mean, 0, 0.0, 1.0, 0.0, 0.1, ""}}, {}};
  Matrix t(4, 1);
  t(0, 0) = 1.0, t(1, 0) = 100.0, t(2, 0) = 3.0, t(3, 0) = 5.0;
  using plugin::RowStatus;
  const std::vector<RowStatus> status = {RowStatus::ok, RowStatus::diverged, RowStatus::ok, RowStatus::ok};
  EXPECT_DOUBLE_EQ(constraint_violation(property, t, status, 0, 2)[0], 1.0);
  EXPECT_DOUBLE_EQ(constraint_violation(property, t, status, 2, 4)[0], 4.0);
}

TEST(ConstraintStatistics, ExcessIsZeroOnTheRightSideOfABound) {
  const Constraint least{"s.at_least", ConstraintKind::at_least, 0, 1.0, 2.0, 0.0, 0.01, ""};
  const Constraint most{"s.at_most", ConstraintKind::at_most, 0, 1.0, 2.0, 0.0, 0.01, ""};
  EXPECT_DOUBLE_EQ(inequality_excess(least, 0.0), 0.5);
  EXPECT_EQ(inequality_excess(least, 1.0), 0.0);
  EXPECT_DOUBLE_EQ(inequality_excess(most, 4.0), 1.5);
  EXPECT_EQ(inequality_excess(most, -4.0), 0.0);
}

}  // namespace
}  // namespace epi::objective
