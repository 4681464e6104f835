#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "optimizer/records.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// Where the trainer reports to. All functions are called on the training thread, in order.
class TrainingObserver {
 public:
  virtual ~TrainingObserver() = default;
  /// After every logged iteration.
  virtual void on_trace(const TraceRecord&) {}
  /// After every finished epoch (and epoch 0): the moment to save a checkpoint.
  virtual void on_epoch(const TrainingState&) {}
  /// What the user should know about the run, a sentence.
  virtual void on_remark(const std::string&) {}
  /// Just before the training gives up because too many simulations failed: what failed in the open epoch.
  virtual void on_failures(const std::vector<FailureRecord>&) {}
  /// Polled every iteration: true ends the training as interrupted, without finishing the epoch. A simulator
  /// that throws plugin::Interrupted does the same in the middle of an iteration.
  virtual bool should_stop() { return false; }
};

/// Runs one seed's augmented Lagrangian from its start, or from a state saved by an earlier session.
/// @throws Error(config) when the search for a first distribution finds too little;
///   Error(infeasible) when rounds of importance sampling show it out of reach (importance_start.h);
///   Error(failed_simulations) when more than simulation.max_failed_share of a batch or evaluation fails;
///   what was reported to the observer before stays valid.
SeedResult train(const TrainingProblem& problem, std::uint64_t seed, const std::optional<TrainingState>& from,
                 TrainingObserver& observer);

}  // namespace epi::optimizer
