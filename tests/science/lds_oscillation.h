#pragma once

// The LDS model's 1 Hz oscillation: the exact maximum-entropy distribution is known by quadrature
// (tests/reference/exact_maxent.json), it has two modes of equal mass, and one mode alone lacks log 2 nats.

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "epi/host/models.h"
#include "epi/host/result.h"
#include "epi/host/run.h"

namespace epi::host {

using nlohmann::json;

inline constexpr std::int64_t kFreshDraws = 20000;
inline constexpr std::uint64_t kFreshSeed = 1234567;  // never used by a run

class Quiet : public RunObserver {};

inline const PluginPath& plugins() {
  static const PluginPath path = {EPI_TEST_PLUGIN_DIR};
  return path;
}

inline json oscillation_config() {
  const json model = describe_model("lds", json::object(), plugins());
  for (const json& property : model.at("properties")) {
    if (property.at("name") != "oscillation_1hz") continue;
    json config = property.at("fragment");
    config["schema"] = "epi-run/1";
    config["model"]["id"] = "lds";
    return config;
  }
  throw std::runtime_error("the lds plugin lost its property");
}

inline std::filesystem::path run_with(const std::string& name, const std::vector<std::string>& overrides) {
  const auto folder = std::filesystem::temp_directory_path() / ("epi-science-" + name);
  std::filesystem::remove_all(folder);
  RunRequest request;
  request.config = oscillation_config();
  request.overrides = overrides;
  request.out = folder;
  request.plugin_path = plugins();
  Quiet quiet;
  run(request, quiet);
  return folder;
}

struct Fresh {
  double growth_mean = 0, growth_std = 0, frequency_mean = 0,
         frequency_std = 0;  // 1/s, Hz; std about the target
  double entropy = 0;        // nats
  double mode_mass = 0;      // share with a2 > 0
};

// New draws from the result, simulated anew.
inline Fresh measure(const std::filesystem::path& folder) {
  const Result result(folder);
  const Table draws = result.sample(kFreshDraws, kFreshSeed);
  SimulationRequest request;
  request.model_id = "lds";
  request.plugin_path = plugins();
  for (const auto& row : draws.rows) {
    request.points.push_back({{"a1", row[0]}, {"a2", row[1]}, {"a3", row[2]}, {"a4", row[3]}});
  }
  const Table simulated = simulate(request);
  Fresh fresh;
  double growth_square = 0, frequency_square = 0;
  for (std::size_t i = 0; i < draws.rows.size(); ++i) {
    const double growth = simulated.rows[i][4], frequency = simulated.rows[i][5];
    fresh.growth_mean += growth / kFreshDraws;
    fresh.frequency_mean += frequency / kFreshDraws;
    growth_square += growth * growth / kFreshDraws;
    frequency_square += (frequency - 1.0) * (frequency - 1.0) / kFreshDraws;
    fresh.entropy -= draws.rows[i][4] / kFreshDraws;
    fresh.mode_mass += draws.rows[i][1] > 0.0 ? 1.0 / kFreshDraws : 0.0;
  }
  fresh.growth_std = std::sqrt(growth_square);
  fresh.frequency_std = std::sqrt(frequency_square);
  return fresh;
}

// The property within its tolerance of a tenth (of the std; of the variance), and four standard errors of
// this sample.
inline void expect_property(const Fresh& fresh) {
  const double error = 4.0 / std::sqrt(static_cast<double>(kFreshDraws));
  const double allowed_variance = 0.1 + std::sqrt(2.0) * error;
  EXPECT_NEAR(fresh.growth_mean / 0.25, 0.0, 0.1 + error);
  EXPECT_NEAR((fresh.frequency_mean - 1.0) / 0.1, 0.0, 0.1 + error);
  EXPECT_NEAR(std::pow(fresh.growth_std / 0.25, 2), 1.0, allowed_variance);
  EXPECT_NEAR(std::pow(fresh.frequency_std / 0.1, 2), 1.0, allowed_variance);
}

inline double exact_entropy() {
  std::ifstream file(EPI_EXACT_MAXENT);
  return json::parse(file).at("lds/oscillation_1hz").at("H_star").get<double>();
}

}  // namespace epi::host
