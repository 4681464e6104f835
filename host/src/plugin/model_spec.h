#pragma once

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// What a model declares about itself, copied out of the C tables into plain values.

namespace epi::plugin {

struct ParameterSpec {
  std::string name, unit, label, description;
  double lower = -std::numeric_limits<double>::infinity();  ///< of the closed support, in `unit`
  double upper = std::numeric_limits<double>::infinity();
  double default_value = 0.0;
  bool log_scale = false;  ///< natural axis for plots
};

struct StatisticSpec {
  std::string name, unit, label, description;
  double typical_scale = 0.0;                               ///< in `unit`; 0: unknown
  double lower = -std::numeric_limits<double>::infinity();  ///< range that the statistic can take
  double upper = std::numeric_limits<double>::infinity();
};

/// A named emergent property shipped with the model: a fragment of a run configuration.
struct PropertySpec {
  std::string name, title;
  nlohmann::json fragment;
};

enum class GradientMethod { none, jacobian, vjp };

struct ModelSpec {
  std::string id, version, title, summary, citation, fingerprint;
  nlohmann::json settings_schema;
  bool stochastic = false;
  bool piecewise = false;  ///< derivatives hold between events only
  GradientMethod gradient = GradientMethod::none;
  bool has_trajectory = false;
  std::vector<ParameterSpec> parameters;
  std::vector<StatisticSpec> statistics;
  std::vector<StatisticSpec> observables;
  std::vector<PropertySpec> properties;
};

/// Where a module came from and what it is, for run.json and messages.
struct ModuleIdentity {
  std::string id, version, license, build;
  std::string file, sha256;
  std::uint32_t abi_version = 0;
};

}  // namespace epi::plugin
