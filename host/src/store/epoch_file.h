#pragma once

#include <filesystem>
#include <vector>

#include "optimizer/records.h"

// epochs.json: what every finished epoch of a seed achieved (docs/reference/run_folder.md).

namespace epi::store {

/// Replaces the file atomically.   @throws Error(io).
void save_epochs(const std::filesystem::path& file, const std::vector<optimizer::EpochRecord>& epochs);

/// @throws Error(io) if the file is missing, damaged or of another format.
std::vector<optimizer::EpochRecord> load_epochs(const std::filesystem::path& file);

}  // namespace epi::store
