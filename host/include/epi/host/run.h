#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "epi/host/models.h"

// Inference: from a configuration to a finished run folder, and on from an unfinished one.

namespace epi::host {

struct RunRequest {
  nlohmann::json config;               ///< as the user wrote it (docs/reference/config.md)
  std::string origin = "config";       ///< file name, for messages
  std::vector<std::string> overrides;  ///< path.to.key=value, applied on top of config
  std::filesystem::path out;           ///< run folder; empty: runs/<model>-<property>
  bool overwrite = false;              ///< replace a run folder that is already there
  int threads = 1;  ///< >= 1, for simulations, and for seeds side by side; results do not depend on it
  PluginPath plugin_path;
  std::vector<std::string> command_line;  ///< recorded in run.json
};

/// Work that is finished, never work that is planned.
struct Progress {
  std::uint64_t seed = 0;
  int seed_index = 0, n_seeds = 0;      ///< from 0
  int epoch = 0, n_epochs = 0;          ///< under way, from 1
  int iteration = 0, n_iterations = 0;  ///< finished in this epoch
  double entropy = 0.0;                 ///< nats
  std::string worst_constraint = {};    ///< empty without constraints
  double worst_in_tolerances = 0.0;     ///< |violation| / tolerance
  double failed_share = 0.0;
  double simulations_per_second = 0.0;
  double seconds_left = 0.0;  ///< for all seeds
};

/// How a run ended; the value is the program's exit code (after SIGTERM 143 instead of 130).
enum class RunStatus : int { converged = 0, not_converged = 3, interrupted = 130 };

/// Seeds may be trained side by side: functions are called from any thread, but one at a time.
class RunObserver {
 public:
  virtual ~RunObserver() = default;
  virtual void on_start(const std::filesystem::path& /*folder*/) {}
  virtual void on_progress(const Progress&) {}
  /// A sentence for people, e.g. "seed 1, epoch 3: H = 7.41, converged" or a warning.
  virtual void on_message(const std::string&) {}
  /// Polled often; true ends the run with a checkpoint, to be resumed.
  virtual bool should_stop() { return false; }
  /// A flag that outlives the run, or null: once it is true, a simulation under way is abandoned at once,
  /// on whatever thread, and the run ends as if should_stop had said so.
  virtual const std::atomic<bool>* stop_flag() const { return nullptr; }
  /// The exit code that the program will have after an interruption; recorded in run.json.
  virtual int interruption_code() const { return static_cast<int>(RunStatus::interrupted); }
};

struct RunOutcome {
  std::filesystem::path folder;
  RunStatus status = RunStatus::not_converged;
};

/// What `run` would do: {"config": every default resolved, "estimate": {"simulations", "seconds", "seeds"}}.
/// Times a few iterations; writes nothing.
nlohmann::json plan_run(const RunRequest& request);

/// Runs every seed, picks the converged seed of highest entropy, and writes the run folder.
/// @throws Error: config, plugin, infeasible, failed_simulations (the folder then holds what led to it), io.
RunOutcome run(const RunRequest& request, RunObserver& observer);

struct ResumeRequest {
  std::filesystem::path folder;
  int threads = 1;
  PluginPath plugin_path;
  std::vector<std::string> command_line;
};

/// Continues an unfinished run from its newest good checkpoint; every result is the same, bit for bit, as if
/// it had never stopped. A finished run is left as it is.
/// @throws Error(plugin) if the model is no longer the one that the run began with.
RunOutcome resume(const ResumeRequest& request, RunObserver& observer);

}  // namespace epi::host
