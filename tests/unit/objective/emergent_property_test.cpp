#include "objective/emergent_property.h"

#include <gtest/gtest.h>

#include <optional>

#include "base/error.h"

namespace epi::objective {
namespace {

plugin::ModelSpec model() {
  plugin::ModelSpec spec;
  spec.id = "m";
  spec.statistics.resize(2);
  spec.statistics[0].name = "growth_rate";
  spec.statistics[0].unit = "1/s";
  spec.statistics[0].typical_scale = 1.0;
  spec.statistics[1].name = "frequency";
  spec.statistics[1].unit = "Hz";
  spec.statistics[1].lower = 0.0;
  return spec;
}

config::Constraint moments_of(const std::string& statistic, double mean, std::optional<double> std = {},
                              std::optional<double> tolerance = {}) {
  config::Constraint constraint;
  constraint.statistic = statistic;
  constraint.mean = mean;
  constraint.std = std;
  constraint.tolerance = tolerance;
  return constraint;
}

EmergentProperty resolve(const config::Constraint& constraint) {
  return resolve_property({"p", {constraint}}, config::Convergence{}, config::Optimizer{}, model());
}

std::string complaint_about(const config::Constraint& constraint) {
  try {
    resolve(constraint);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.what();
  }
  return "";
}

TEST(EmergentProperty, MeanAndStdBecomeTwoConstraintsInUnitsOfTheStd) {
  const EmergentProperty p = resolve(moments_of("frequency", 1.0, 0.1));
  ASSERT_EQ(p.equalities.size(), 2U);
  EXPECT_EQ(p.equalities[0].name, "frequency.mean");
  EXPECT_EQ(p.equalities[1].name, "frequency.std");
  EXPECT_EQ(p.equalities[0].statistic, 1);
  EXPECT_DOUBLE_EQ(p.equalities[0].scale, 0.1);
  EXPECT_DOUBLE_EQ(p.equalities[1].target, 1.0);
  EXPECT_DOUBLE_EQ(p.equalities[0].tolerance, 0.1);
  EXPECT_EQ(p.equalities[0].unit, "Hz");
}

TEST(EmergentProperty, ToleranceIsReadInTheStatisticsUnit) {
  const EmergentProperty p = resolve(moments_of("frequency", 1.0, 0.1, 0.02));
  EXPECT_DOUBLE_EQ(p.equalities[0].tolerance, 0.2);
}

TEST(EmergentProperty, MeanAndStdHaveTolerancesOfTheirOwn) {
  config::Constraint asked = moments_of("frequency", 1.0, 0.1, 0.02);
  EXPECT_DOUBLE_EQ(resolve(asked).equalities.at(1).tolerance, config::Convergence().tolerance);
  asked.tolerance.reset();
  asked.std_tolerance = 0.01;
  EXPECT_DOUBLE_EQ(resolve(asked).equalities.at(0).tolerance, config::Convergence().tolerance);
  // A std between 0.09 and 0.11 has a variance of at least 0.81 and at most 1.21 target units: 0.19 to either
  // side is certain to keep it.
  EXPECT_NEAR(resolve(asked).equalities.at(1).tolerance, 0.19, 1e-12);
  asked.std_tolerance = 0.5;  // wider than the std itself: any smaller variance is met
  EXPECT_EQ(resolve(asked).equalities.at(1).tolerance, 1.0);
}

TEST(EmergentProperty, ASlackIsReadInTheStatisticsUnitWhateverItsScale) {
  // What simulation can only approach: a mean of 0 with a slack of 0.05, and a typical scale of 1.
  EXPECT_DOUBLE_EQ(resolve(moments_of("growth_rate", 0.0, {}, 0.05)).equalities.at(0).tolerance, 0.05);
  config::Constraint bound;
  bound.statistic = "frequency";
  bound.at_least = 0.5;
  bound.tolerance = 0.03;  // a share of samples
  EXPECT_DOUBLE_EQ(resolve(bound).inequalities.at(0).tolerance, 0.03);
}

TEST(EmergentProperty, WidenedTargetsAreFurtherFromNothing) {
  const EmergentProperty narrow = resolve(moments_of("frequency", 1.0, 0.1));
  const EmergentProperty wide = widened(narrow, 10.0);
  EXPECT_DOUBLE_EQ(wide.equalities.at(0).scale, 1.0);
  EXPECT_DOUBLE_EQ(wide.equalities.at(1).scale, 1.0);
  EXPECT_EQ(wide.equalities.at(1).target, 1.0);
  config::Constraint bound;
  bound.statistic = "growth_rate";
  bound.at_most = 0.5;
  EXPECT_EQ(widened(resolve(bound), 10.0).inequalities.at(0).scale, 1.0);
}

TEST(EmergentProperty, MeanAloneIsScaledByTheTypicalScale) {
  EXPECT_DOUBLE_EQ(resolve(moments_of("growth_rate", 0.0)).equalities.at(0).scale, 1.0);
}

TEST(EmergentProperty, MeanAloneWithoutAnyScaleIsRefused) {
  EXPECT_NE(complaint_about(moments_of("frequency", 1.0)).find("needs a scale"), std::string::npos);
  EXPECT_EQ(resolve(moments_of("frequency", 1.0, {}, 0.05)).equalities.at(0).tolerance, 0.1);
}

TEST(EmergentProperty, UnknownStatisticIsRefusedWithASuggestion) {
  const std::string message = complaint_about(moments_of("frequencey", 1.0, 0.1));
  EXPECT_NE(message.find("emergent_property.constraints[0].statistic"), std::string::npos) << message;
  EXPECT_NE(message.find("did you mean"), std::string::npos) << message;
}

TEST(EmergentProperty, MeanOutsideTheStatisticsRangeIsRefused) {
  const std::string message = complaint_about(moments_of("frequency", -1.0, 0.1));
  EXPECT_NE(message.find("outside the range"), std::string::npos) << message;
}

TEST(EmergentProperty, BoundsBecomeInequalities) {
  config::Constraint band;
  band.statistic = "frequency";
  band.at_least = 0.5;
  band.at_most = 2.0;
  const EmergentProperty p = resolve(band);
  ASSERT_EQ(p.inequalities.size(), 2U);
  EXPECT_TRUE(p.equalities.empty());
  EXPECT_EQ(p.inequalities[0].kind, ConstraintKind::at_least);
  EXPECT_EQ(p.inequalities[1].kind, ConstraintKind::at_most);
}

TEST(EmergentProperty, BoundsAreHeldByAHingeUnlessTheUserAsksForABarrier) {
  config::Constraint band;
  band.statistic = "growth_rate";
  band.at_least = 0.5;
  EXPECT_EQ(resolve(band).inequalities.at(0).enforcement, Enforcement::squared_hinge);
  EXPECT_EQ(resolve(band).inequalities.at(0).strength, config::Optimizer().hinge_strength);
  band.enforce = "log_barrier";
  EXPECT_EQ(resolve(band).inequalities.at(0).enforcement, Enforcement::log_barrier);
  EXPECT_EQ(resolve(band).inequalities.at(0).strength, config::Optimizer().barrier_strength);
  EXPECT_EQ(resolve(band).inequalities.at(0).margin, config::Optimizer().barrier_margin);
  band.strength = 7.0;
  EXPECT_EQ(resolve(band).inequalities.at(0).strength, 7.0);
}

}  // namespace
}  // namespace epi::objective
