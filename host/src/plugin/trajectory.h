#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "plugin/model_instance.h"
#include "plugin/model_spec.h"
#include "plugin/simulator.h"

namespace epi::plugin {

/// Activity over time of one simulation.
struct Trajectory {
  std::vector<double> t;                ///< [n_steps], s
  std::vector<StatisticSpec> channels;  ///< names and units of the columns of `activity`
  Matrix activity;                      ///< [n_steps, n_channels]; all NaN if the simulation failed
  RowStatus status = RowStatus::ok;
};

/// Runs one row of full parameters [n_parameters] and keeps its activity.
/// @param t_end      s; 0 asks for the model's own length, the run that simulate takes its statistics from.
/// @param max_steps  the most time points wanted; a model thins out or ends early.
/// @throws Error(plugin) if the model has no trajectories, fails or breaks its contract.
Trajectory simulate_trajectory(ModelInstance& instance, std::span<const double> parameters, Noise noise,
                               double t_end = 0.0,
                               std::int64_t max_steps = std::numeric_limits<int32_t>::max());

}  // namespace epi::plugin
