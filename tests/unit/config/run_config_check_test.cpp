#include "config/run_config_check.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace epi::config {
namespace {

RunConfig valid() {
  RunConfig config;
  config.model.id = "lds";
  config.emergent_property.constraints = {{.statistic = "frequency", .mean = 1.0, .std = 0.1}};
  return config;
}

std::string path_of_fault(const RunConfig& config) {
  try {
    check_run_config(config, "");
  } catch (const Error& error) {
    return error.complaint().where;
  }
  return "none";
}

// The rules themselves are tested by schemas/examples; here is what must stay allowed.

TEST(RunConfigCheck, AcceptsTheDefaults) {
  EXPECT_EQ(path_of_fault(valid()), "none");
}

TEST(RunConfigCheck, AStatisticMayHaveAMeanAndBoundsInSeparateConstraints) {
  RunConfig config = valid();
  config.emergent_property.constraints.push_back({.statistic = "frequency", .at_least = 0.5});
  config.emergent_property.constraints.push_back({.statistic = "frequency", .at_most = 2.0});
  EXPECT_EQ(path_of_fault(config), "none");
}

TEST(RunConfigCheck, WithoutFreeNamesAnyParameterMayHaveAnInitialDistribution) {
  RunConfig config = valid();
  config.initialization.mean["a1"] = 0.0;
  EXPECT_EQ(path_of_fault(config), "none");
  config.parameters.free = {"a2"};
  EXPECT_EQ(path_of_fault(config), "initialization.mean.a1");
}

TEST(RunConfigCheck, ThePenaltyMayStartAtItsCap) {
  RunConfig config = valid();
  config.optimizer.c0 = config.optimizer.c_max;
  EXPECT_EQ(path_of_fault(config), "none");
}

}  // namespace
}  // namespace epi::config
