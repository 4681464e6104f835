#include "objective/inequality_penalty.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::objective {
namespace {

Constraint bound(ConstraintKind kind, Enforcement enforcement) {
  return {"s.bound",     kind, 0,  /*centre=*/1.0, /*scale=*/2.0,
          0.0,           0.01, "", enforcement,    /*strength=*/10.0,
          /*margin=*/0.1};
}

TEST(InequalityPenalty, HingeIsFeltBeyondTheBoundOnly) {
  const Constraint least = bound(ConstraintKind::at_least, Enforcement::squared_hinge);
  EXPECT_EQ(inequality_penalty(least, 1.5), 0.0);
  EXPECT_EQ(inequality_penalty_slope(least, 1.5), 0.0);
  EXPECT_DOUBLE_EQ(inequality_penalty(least, 0.0), 1.25);        // 10/2 (1/2)^2
  EXPECT_DOUBLE_EQ(inequality_penalty_slope(least, 0.0), -2.5);  // -10 (1/2) / 2
}

TEST(InequalityPenalty, BarrierIsTheLogarithmOfTheDistance) {
  const Constraint least = bound(ConstraintKind::at_least, Enforcement::log_barrier);
  EXPECT_DOUBLE_EQ(inequality_penalty(least, 3.0), 0.0);  // one target unit away
  EXPECT_DOUBLE_EQ(inequality_penalty(least, 2.0), -10.0 * std::log(0.5));
}

TEST(InequalityPenalty, BarrierGoesOnBelowItsMarginWithTheSameValueSlopeAndCurvature) {
  const Constraint least = bound(ConstraintKind::at_least, Enforcement::log_barrier);
  const double at = 1.2;  // a distance of 0.1 target units
  constexpr double kStep = 1e-7;
  const auto curvature = [&](double s) {
    return (inequality_penalty_slope(least, s + kStep) - inequality_penalty_slope(least, s - kStep)) /
           (2 * kStep);
  };
  // One step to either side differs by a step times the derivative: slope 50, curvature 250, third 2500.
  EXPECT_NEAR(inequality_penalty(least, at - kStep), inequality_penalty(least, at + kStep), 1.1e-5);
  EXPECT_NEAR(inequality_penalty_slope(least, at - kStep), inequality_penalty_slope(least, at + kStep), 6e-5);
  EXPECT_NEAR(curvature(at - 2 * kStep), curvature(at + 2 * kStep), 0.01);
  EXPECT_NEAR(curvature(at - 2 * kStep), 250.0, 0.01);
}

TEST(InequalityPenalty, BarrierIsFiniteAndRisesBeyondTheBound) {
  const Constraint least = bound(ConstraintKind::at_least, Enforcement::log_barrier);
  double before = inequality_penalty(least, 1.3);
  for (const double s : {1.1, 1.0, 0.9, 0.0, -10.0, -1e6}) {
    EXPECT_TRUE(std::isfinite(inequality_penalty(least, s))) << s;
    EXPECT_GT(inequality_penalty(least, s), before) << s;
    EXPECT_LT(inequality_penalty_slope(least, s), 0.0) << s;
    before = inequality_penalty(least, s);
  }
}

TEST(InequalityPenalty, AnUpperBoundIsTheMirrorImageOfALowerOne) {
  for (const Enforcement enforcement : {Enforcement::squared_hinge, Enforcement::log_barrier}) {
    const Constraint least = bound(ConstraintKind::at_least, enforcement);
    const Constraint most = bound(ConstraintKind::at_most, enforcement);
    for (const double distance : {-3.0, -0.1, 0.0, 0.1, 0.3, 5.0}) {
      // 1 + distance and 1 - distance are rounded differently.
      const double value = inequality_penalty(least, 1.0 + distance);
      const double slope = inequality_penalty_slope(least, 1.0 + distance);
      EXPECT_NEAR(inequality_penalty(most, 1.0 - distance), value, 1e-12 * (1.0 + std::abs(value)));
      EXPECT_NEAR(inequality_penalty_slope(most, 1.0 - distance), -slope, 1e-12 * (1.0 + std::abs(slope)));
    }
  }
}

TEST(InequalityPenalty, SlopeAgreesWithFiniteDifferences) {
  for (const Enforcement enforcement : {Enforcement::squared_hinge, Enforcement::log_barrier}) {
    const Constraint most = bound(ConstraintKind::at_most, enforcement);
    for (const double s : {-3.0, 0.7, 0.85, 1.05, 4.0}) {
      const double difference =
          (inequality_penalty(most, s + 1e-6) - inequality_penalty(most, s - 1e-6)) / 2e-6;
      EXPECT_NEAR(inequality_penalty_slope(most, s), difference, 1e-6 * (1.0 + std::abs(difference))) << s;
    }
  }
}

}  // namespace
}  // namespace epi::objective
