#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "config/run_config.h"
#include "flow/flow_spec.h"
#include "objective/emergent_property.h"
#include "optimizer/records.h"
#include "plugin/simulator.h"

namespace epi::optimizer {

/// What one seed optimizes.
struct TrainingProblem {
  const config::RunConfig& config;
  const flow::FlowSpec& flow;
  const objective::EmergentProperty& property;
  plugin::Simulator& simulator;
};

/// Where the trainer reports to. All functions are called on the training thread, in order.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;
  /// After every logged iteration.
  virtual void on_trace(const TraceRecord&) {}
  /// After every finished epoch (and epoch 0): the moment to save a checkpoint.
  virtual void on_epoch(const TrainingState&) {}
  /// Just before the training gives up because too many simulations failed: what failed in the open epoch.
  virtual void on_failures(const std::vector<FailureRecord>&) {}
  /// Polled every iteration: true ends the training as interrupted, without finishing the epoch.
  virtual bool should_stop() { return false; }
};

/// Runs one seed's augmented Lagrangian from its start, or from a state saved by an earlier session.
/// @throws Error(failed_simulations) when more than simulation.max_failed_share of a batch or evaluation
/// fails;
///   what was reported to the observer before stays valid.
SeedResult train(const TrainingProblem& problem, std::uint64_t seed, const std::optional<TrainingState>& from,
                 TrainingObserver& observer);

}  // namespace epi::optimizer
