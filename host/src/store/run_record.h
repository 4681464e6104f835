#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer/records.h"
#include "plugin/model_spec.h"
#include "store/machine.h"

namespace epi::store {

inline constexpr std::string_view kRunRecordFamily = "epi-result/";
inline constexpr std::string_view kRunRecordFormat = "epi-result/1";

/// Where a run stands. `running` in the file of a process that no longer lives means that it was killed.
enum class RunStatus { running, converged, not_converged, interrupted, failed };
const char* to_string(RunStatus status);

/// The program that made a run.
struct HostVersion {
  std::string version;            ///< of the host, e.g. "0.1.0"
  std::string git;                ///< commit that it was built from; empty if unknown
  std::string libtorch;           ///< version of LibTorch
  std::uint32_t abi_version = 0;  ///< of the plugin interface, EPI_ABI_MAKE(major, minor)
};

/// The model that a run used.
struct ModelRecord {
  std::string id, version, fingerprint;
  nlohmann::json settings = nlohmann::json::object();  ///< as the model resolved them
  plugin::ModuleIdentity module;
};

/// How far one seed has come.
struct SeedRecord {
  std::uint64_t seed = 0;
  std::string outcome;  ///< waiting, running, converged, budget_exhausted, interrupted or failed
  int epochs = 0;       ///< finished
  int best_epoch = -1;  ///< the epoch whose flow is its result; -1: none yet
  std::optional<double> entropy = {};                      ///< nats, of the best epoch, else of the last one
  std::optional<optimizer::PhaseSeconds> phases = {};      ///< where its time went; empty before it has begun
  std::optional<optimizer::Certificate> certificate = {};  ///< of its result; empty before it has one
};

/// What run.json says.
struct RunRecord {
  RunStatus status = RunStatus::running;
  std::optional<int> exit_code;           ///< empty while running
  std::string started;                    ///< UTC, ISO 8601, of the first session
  std::optional<std::string> finished;    ///< UTC, ISO 8601; empty while running
  double wall_seconds = 0.0;              ///< all sessions together
  int sessions = 1;                       ///< 1 and one more for every resume
  std::int64_t peak_memory_bytes = 0;     ///< the most that the process of the last session has held
  int threads = 1;                        ///< of the last session
  Machine machine;                        ///< of the last session
  HostVersion host;                       ///< of the last session
  std::vector<std::string> command_line;  ///< of the last session
  ModelRecord model;
  std::string property;                       ///< name of the emergent property
  std::vector<SeedRecord> seeds;              ///< in the order of the configuration
  std::optional<std::uint64_t> winning_seed;  ///< the seed whose flow is the result
  std::string message;                        ///< what a person reads first
  std::string advice;                         ///< what to do next; empty if nothing
};

/// Writes run.json atomically.   @throws Error(io).
void save_run_record(const std::filesystem::path& file, const RunRecord& record);

/// Reads run.json.   @throws Error(io) if it is missing, damaged or of another format.
RunRecord load_run_record(const std::filesystem::path& file);

}  // namespace epi::store
