#pragma once

#include <memory>
#include <string>
#include <vector>

#include "plugin/catalogue.h"
#include "plugin/model_instance.h"
#include "plugin/plugin_simulator.h"

namespace epi::bench {

/// What is measured of a model that ships with epi: which one, its free parameters and settings, and the
/// statistics that the comparisons compute.
struct Subject {
  std::string model_id;
  nlohmann::json settings = nlohmann::json::object();
  std::vector<std::string> parameters;  ///< columns of z
  std::vector<std::string> statistics;  ///< columns of the results
};

/// One instance of a model, found as the host finds it: at $EPI_PLUGIN_PATH, then in the plugin folder of
/// this build.
class ShippedModel {
 public:
  /// @throws Error if the model, a setting, a parameter or a statistic is not there.
  explicit ShippedModel(Subject subject);

  /// One call of the C interface: statistics and Jacobian of all rows, on the calling thread.
  /// @param z  [n, parameters]
  /// @throws Error if the call or any row fails.
  void jacobian(const Matrix& z, plugin::Noise noise);

  /// Of the last call, by position in the subject: d statistic / d parameter.
  double statistic(std::int64_t row, std::size_t statistic) const;
  double derivative(std::int64_t row, std::size_t statistic, std::size_t parameter) const;

  /// The same work through the host's simulator, with as many threads as are asked for.
  std::unique_ptr<plugin::PluginSimulator> simulator(int n_threads) const;

 private:
  Subject subject_;
  plugin::ModelEntry entry_;
  plugin::ModelInstance instance_;
  plugin::ParameterMap map_;
  std::vector<std::int64_t> columns_;  // of the model's statistics
  Matrix statistics_, jacobian_;
};

}  // namespace epi::bench
