#pragma once

#include <limits>

#include "store/sample_table.h"

namespace epi::store {

/// Three draws of two parameters; the second simulation failed.
inline SampleTable small_table() {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  SampleTable table;
  table.host_version = "0.1.0";
  table.model = "lds";
  table.model_version = "1.0.0";
  table.property = "a band of 1 Hz oscillations";
  table.seed = 3;
  table.parameters = {{.name = "a1", .unit = "1/s"}, {.name = "tau", .unit = ""}};
  table.statistics = {{.name = "frequency", .unit = "Hz"}, {.name = "growth_rate", .unit = "1/s"}};
  table.constraints = {
      {.statistic = "frequency", .mean = 1.0, .std = 0.1, .at_least = {}, .at_most = {}, .tolerance = {}},
      {.statistic = "growth_rate",
       .mean = {},
       .std = {},
       .at_least = -0.5,
       .at_most = 0.25,
       .tolerance = {}}};
  table.z = Matrix(3, 2);
  table.statistic_values = Matrix(3, 2);
  const double z[] = {0.1, 1.0, -2.5, 1e-7, 3.0, 5e-324};
  const double statistics[] = {1.0, 0.125, kNan, kNan, 0.9, -0.0};
  std::copy(std::begin(z), std::end(z), table.z.data());
  std::copy(std::begin(statistics), std::end(statistics), table.statistic_values.data());
  table.log_prob = {-1.5, -0.1, -std::numeric_limits<double>::infinity()};
  table.weight = {1.25, 0.0, kNan};
  table.status = {"ok", "nonfinite", "ok"};
  return table;
}

}  // namespace epi::store
