#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "config/run_config.h"
#include "epi/host/run.h"
#include "flow/flow_spec.h"
#include "objective/emergent_property.h"
#include "optimizer/trainer.h"
#include "plugin/model_spec.h"
#include "plugin/simulator.h"

namespace epi::run {

/// A configuration brought together with its model: all that a seed needs, with every default resolved.
struct Problem {
  config::RunConfig config;  ///< free parameters, fixed values and settings written out
  plugin::ModelSpec model;
  plugin::ModuleIdentity module;
  objective::EmergentProperty property;
  flow::FlowSpec flow;
  std::unique_ptr<plugin::Simulator> simulator;  ///< on all threads
  /// For seeds that are trained side by side, which share the threads: one each; empty where a seed has them
  /// all.
  std::vector<std::unique_ptr<plugin::Simulator>> side_by_side;

  /// What the trainer sees of it; refers to this object.
  optimizer::TrainingProblem training() const { return training_on(*simulator); }
  optimizer::TrainingProblem training_on(plugin::Simulator& other) const {
    return {config, flow, property, other};
  }
};

/// The document of a request with its overrides.
nlohmann::json with_overrides(const host::RunRequest& request);

/// Checks the document, loads the model and resolves one against the other.
/// @param origin  name of the document for messages.
/// @param stop    null, or a flag that outlives the problem: once true, simulations throw
/// plugin::Interrupted.
/// @throws Error(config) for anything the user wrote that does not fit; Error(plugin) if the model cannot be
/// loaded.
Problem resolve_problem(const nlohmann::json& document, const std::string& origin,
                        const host::PluginPath& plugin_path, int threads,
                        const std::atomic<bool>* stop = nullptr);

/// Epochs of one seed that uses its whole budget, those of the polish included.
int epochs_of_seed(const config::RunConfig& config);

/// Simulations of one seed that uses its whole budget, evaluations included.
std::int64_t simulations_of_seed(const config::RunConfig& config);

}  // namespace epi::run
