#include "objective/emergent_property.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace epi::objective {
namespace {

plugin::ModelSpec model() {
  plugin::ModelSpec spec;
  spec.id = "m";
  spec.statistics.push_back({.name = "growth_rate", .unit = "1/s", .typical_scale = 1.0});
  spec.statistics.push_back({.name = "frequency", .unit = "Hz", .typical_scale = 0.0, .lower = 0.0});
  return spec;
}

EmergentProperty resolve(const config::Constraint& constraint) {
  return resolve_property({"p", {constraint}}, config::Convergence{}, model());
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
  const EmergentProperty p = resolve({.statistic = "frequency", .mean = 1.0, .std = 0.1});
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
  const EmergentProperty p = resolve({.statistic = "frequency", .mean = 1.0, .std = 0.1, .tolerance = 0.02});
  EXPECT_DOUBLE_EQ(p.equalities[0].tolerance, 0.2);
}

TEST(EmergentProperty, MeanAloneIsScaledByTheTypicalScale) {
  EXPECT_DOUBLE_EQ(resolve({.statistic = "growth_rate", .mean = 0.0}).equalities.at(0).scale, 1.0);
}

TEST(EmergentProperty, MeanAloneWithoutAnyScaleIsRefused) {
  EXPECT_NE(complaint_about({.statistic = "frequency", .mean = 1.0}).find("needs a scale"),
            std::string::npos);
  EXPECT_EQ(resolve({.statistic = "frequency", .mean = 1.0, .tolerance = 0.05}).equalities.at(0).tolerance,
            0.1);
}

TEST(EmergentProperty, UnknownStatisticIsRefusedWithASuggestion) {
  const std::string message = complaint_about({.statistic = "frequencey", .mean = 1.0, .std = 0.1});
  EXPECT_NE(message.find("emergent_property.constraints[0].statistic"), std::string::npos) << message;
  EXPECT_NE(message.find("did you mean"), std::string::npos) << message;
}

TEST(EmergentProperty, MeanOutsideTheStatisticsRangeIsRefused) {
  const std::string message = complaint_about({.statistic = "frequency", .mean = -1.0, .std = 0.1});
  EXPECT_NE(message.find("outside the range"), std::string::npos) << message;
}

TEST(EmergentProperty, BoundsBecomeInequalities) {
  const EmergentProperty p = resolve({.statistic = "frequency", .at_least = 0.5, .at_most = 2.0});
  ASSERT_EQ(p.inequalities.size(), 2U);
  EXPECT_TRUE(p.equalities.empty());
  EXPECT_EQ(p.inequalities[0].kind, ConstraintKind::at_least);
  EXPECT_EQ(p.inequalities[1].kind, ConstraintKind::at_most);
}

}  // namespace
}  // namespace epi::objective
