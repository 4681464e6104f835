#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "optimizer/records.h"

// A seed's optimization at the end of an epoch, on disk: `epoch-0012.ckpt`, the newest two are kept. A file
// is one line of text, `epi-checkpoint/1 <sha256 of the rest>`, and a CBOR document
// (docs/reference/run_folder.md).

namespace epi::store {

/// What must not change between the sessions of a seed, or its continuation would not be the same run.
struct CheckpointIdentity {
  std::string config;  ///< digest_of_config of the resolved configuration
  std::string model;   ///< fingerprint of the model
  std::uint64_t seed = 0;

  bool operator==(const CheckpointIdentity&) const = default;
};

/// A digest of the resolved configuration: equal for equal values, whatever the order or the layout of the
/// text.
std::string digest_of_config(const nlohmann::json& resolved);

/// Writes the state of a finished epoch atomically, then removes all but this checkpoint and the one before
/// it. The folder is made if it does not exist.   @throws Error(io).
void save_checkpoint(const std::filesystem::path& folder, const optimizer::TrainingState& state,
                     const CheckpointIdentity& identity);

struct LoadedCheckpoint {
  optimizer::TrainingState state;
  std::vector<std::string> warnings;  ///< one for every newer checkpoint that could not be used
};

/// The newest checkpoint whose digest is right; nothing if the folder is missing or holds no checkpoint.
/// @throws Error(io) naming every checkpoint if there are some and none is good;
///   Error(config) if the good one belongs to another configuration or seed, Error(plugin) to another model.
std::optional<LoadedCheckpoint> load_newest_checkpoint(const std::filesystem::path& folder,
                                                       const CheckpointIdentity& identity);

}  // namespace epi::store
