#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plugin/model_instance.h"
#include "plugin/parameter_map.h"
#include "plugin/simulator.h"
#include "plugin/trajectory.h"
#include "plugin/worker_pool.h"

namespace epi::plugin {

/// Which model a simulator runs, and which of its parameters vary.
struct SimulatorSpec {
  std::string model_id;
  nlohmann::json settings = nlohmann::json::object();  ///< defaults are filled in
  std::vector<std::string> free;                       ///< names of z's columns; all others are not varied
  std::map<std::string, double> fixed;  ///< parameters that are neither free nor at their default
};

/// The Simulator of a model in a module. Rows are dealt out to threads in chunks of a fixed size, one
/// instance of the model a thread, so that a row's result does not depend on the batch or on the number of
/// threads. What the module returns is verified. One call at a time.
class PluginSimulator : public Simulator {
 public:
  /// @param n_threads  >= 1; 1 is used for modules with global state.
  /// @param stop       null, or a flag that outlives the simulator: once true, calls throw Interrupted.
  /// @throws Error(config) for settings, free or fixed parameters that do not fit the model, Error(plugin) if
  /// the
  ///   module fails or breaks its contract.
  PluginSimulator(Module& module, const SimulatorSpec& spec, int n_threads,
                  const std::atomic<bool>* stop = nullptr);

  const ModelSpec& model() const { return model_; }
  const ModuleIdentity& module() const { return module_.identity(); }
  const nlohmann::json& settings() const { return settings_; }  ///< with every default
  /// The free parameters' specifications, in the order of z's columns.
  const std::vector<ParameterSpec>& free_parameters() const { return free_; }
  int n_threads() const { return pool_->n_workers(); }

  Simulated simulate(const Matrix& z, Noise noise) override;
  /// By the model's Jacobian in the same pass, else by its vector-Jacobian product in a second pass, else by
  /// differences (finite_difference.h).
  SimulatedGradient simulate_with_gradient(const Matrix& z, Noise noise,
                                           const CotangentFunction& cotangent) override;

  /// Activity of one row of free parameters, as trajectory.h.
  Trajectory trajectory(std::span<const double> z, Noise noise, double t_end = 0.0);
  /// Observables of simulated rows, as observables.h.
  Matrix observables(const Matrix& z, const Simulated& simulated, Noise noise);

 private:
  struct Chunk;
  Matrix full_parameters(const Matrix& z) const;
  void for_each_chunk(std::int64_t n_rows, const std::function<void(const Chunk&)>& work);
  Simulated simulate_full(const Matrix& parameters, Noise noise);
  SimulatedGradient gradient_by_jacobian(const Matrix& parameters, Noise noise,
                                         const CotangentFunction& cotangent);
  void add_gradient_by_vjp(const Matrix& parameters, Noise noise, const Matrix& cotangent,
                           SimulatedGradient& result);
  std::string describe_row(const Matrix& parameters, Noise noise, std::int64_t row) const;

  Module& module_;
  nlohmann::json settings_;
  std::vector<ModelInstance> instances_;  // one a worker
  ModelSpec model_;
  ParameterMap map_;
  std::vector<ParameterSpec> free_;
  const std::atomic<bool>* stop_;
  std::unique_ptr<WorkerPool> pool_;
  double seconds_a_row_ = 1.0;  // of the last call, on one thread; before the first, worth sharing
};

}  // namespace epi::plugin
