#include "plugin/trajectory.h"

#include <gtest/gtest.h>

#include <cmath>

#include "toy_modules.h"

namespace epi::plugin {
namespace {

TEST(Trajectory, HasTimesChannelsWithUnitsAndActivity) {
  ModelInstance model(toy_module("toy_plain"), "toy", nlohmann::json::object());
  const Trajectory trajectory = simulate_trajectory(model, std::vector<double>{2.0, 0.0, 1.5}, {});
  EXPECT_EQ(trajectory.status, RowStatus::ok);
  ASSERT_EQ(trajectory.t.size(), 11u);
  ASSERT_EQ(trajectory.channels.size(), 1u);
  EXPECT_EQ(trajectory.channels[0].name, "activity");
  EXPECT_EQ(trajectory.channels[0].unit, "mV");
  for (std::int64_t i = 0; i < 11; ++i)
    EXPECT_DOUBLE_EQ(trajectory.activity(i, 0),
                     2.0 * std::exp(-1.5 * trajectory.t[static_cast<std::size_t>(i)]));
}

TEST(Trajectory, CanBeAskedForAnotherLengthAndFewerSteps) {
  ModelInstance model(toy_module("toy_plain"), "toy", nlohmann::json::object());
  const std::vector<double> parameters = {1.0, 0.0, 1.0};
  EXPECT_EQ(simulate_trajectory(model, parameters, {}, 2.05).t.size(), 21u);
  EXPECT_EQ(simulate_trajectory(model, parameters, {}, 2.05, 7).t.size(), 7u);
}

TEST(Trajectory, AFailedSimulationHasNoActivity) {
  ModelInstance model(toy_module("toy_plain"), "toy", nlohmann::json::object());
  const Trajectory trajectory = simulate_trajectory(model, std::vector<double>{2.0, 200.0, 1.0}, {});
  EXPECT_EQ(trajectory.status, RowStatus::diverged);
  for (std::int64_t i = 0; i < trajectory.activity.rows(); ++i)
    EXPECT_TRUE(std::isnan(trajectory.activity(i, 0)));
}

TEST(Trajectory, AModelWithoutThemSaysSo) {
  ModelInstance model(toy_module("bad_property_json"), "toy",
                      nlohmann::json::object());  // has only properties
  const Error error = error_of([&] { simulate_trajectory(model, std::vector<double>{1, 0, 1}, {}); });
  EXPECT_EQ(error.exit_code(), 2);
  EXPECT_EQ(error.complaint().what, "the model \"toy\" has no trajectories");
}

}  // namespace
}  // namespace epi::plugin
