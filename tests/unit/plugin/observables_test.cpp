#include "plugin/observables.h"

#include <gtest/gtest.h>

#include <cmath>

#include "plugin/plugin_simulator.h"
#include "toy_modules.h"

namespace epi::plugin {
namespace {

TEST(Observables, AreFunctionsOfParametersAndStatisticsAndNanWhereTheSimulationFailed) {
  PluginSimulator simulator(toy_module("toy_plain"),
                            {.model_id = "toy", .free = {"gain", "offset"}, .fixed = {}}, 1);
  Matrix z(3, 2);
  const double gain[] = {2.0, 4.0, 1.0}, offset[] = {1.0, 3.0, 200.0};
  for (std::int64_t i = 0; i < 3; ++i) z(i, 0) = gain[i], z(i, 1) = offset[i];
  const Simulated simulated = simulator.simulate(z, {});
  const Matrix observables = simulator.observables(z, simulated, {});
  ASSERT_EQ(observables.cols(), 1);
  for (std::int64_t i = 0; i < 2; ++i)
    EXPECT_DOUBLE_EQ(observables(i, 0), simulated.statistics(i, 0) / z(i, 0));
  EXPECT_TRUE(std::isnan(observables(2, 0)));
}

TEST(Observables, AModelWithoutThemHasNoColumns) {
  ModelInstance model(toy_module("bad_property_json"), "toy",
                      nlohmann::json::object());  // has only properties
  const Simulated simulated{Matrix(4, 2), std::vector<RowStatus>(4, RowStatus::ok)};
  const Matrix observables = evaluate_observables(model, Matrix(4, 3), simulated, {});
  EXPECT_EQ(observables.rows(), 4);
  EXPECT_EQ(observables.cols(), 0);
}

}  // namespace
}  // namespace epi::plugin
