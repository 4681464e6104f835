#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

// Models: find them, read what they declare, try them.

namespace epi::host {

/// Where plugins are looked for, first match wins: these folders or files, then $EPI_PLUGIN_PATH, then the
/// folder of the build or the installation.
using PluginPath = std::vector<std::filesystem::path>;

/// Every module found, working or broken:
/// {"modules": [{"file", "id", "version", "abi", "status": "ok"|"broken", "reason", "models": [{"id",
/// "version",
///  "title"}]}], "searched": [folders], "notes": [sentences]}. A model that several modules offer is listed
/// with the one that its id stands for, the first; a note names the others.
nlohmann::json list_models(const PluginPath& plugin_path);

/// One model's declaration: {"id", "version", "title", "summary", "citation", "fingerprint", "gradient",
/// "stochastic", "has_trajectory", "settings_schema", "parameters": [{name, unit, label, description,
/// default, lower, upper}], "statistics": [{name, unit, ..., lower, upper, typical_scale}], "observables",
/// "properties": [{name, title, fragment}], "module": {...}}. Infinite bounds are null.
/// @throws Error(plugin) if no plugin offers the model (did you mean).
nlohmann::json describe_model(const std::string& id, const nlohmann::json& settings,
                              const PluginPath& plugin_path);

/// A model to simulate once or a few times, without inference.
struct SimulationRequest {
  std::string model_id;
  nlohmann::json settings = nlohmann::json::object();
  PluginPath plugin_path;
  std::vector<std::map<std::string, double>>
      points;              ///< parameters by name; absent ones at the model's default
  std::uint64_t seed = 0;  ///< of the model's noise; point i has sample id i
  int threads = 1;
};

/// A table with named columns and units, one row a point or a moment.
struct Table {
  std::vector<std::string> columns, units;
  std::vector<std::vector<double>> rows;
  std::vector<std::string> status;  ///< one a row: "ok" or why it failed; empty where it has no meaning
};

/// All parameters, then all statistics, then all observables of every point.
Table simulate(const SimulationRequest& request);

/// Activity over time at the first point: t, then every channel.   @param t_end  in the model's time unit;
/// absent: the model's own length.   @throws Error(plugin) if the model offers no trajectory.
Table simulate_trajectory(const SimulationRequest& request, std::optional<double> t_end);

}  // namespace epi::host
