#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "optimizer/records.h"

// failures.csv: the parameters whose simulation failed, with the reason (docs/reference/run_folder.md).

namespace epi::store {

/// The failures of one seed.
struct SeedFailures {
  std::uint64_t seed = 0;
  std::vector<optimizer::FailureRecord> failures;
};

/// Replaces the file atomically.
/// @param parameters  names of the free parameters: the columns z[name].   @throws Error(io).
void write_failures(const std::filesystem::path& file, std::span<const SeedFailures> seeds,
                    std::span<const std::string> parameters);

}  // namespace epi::store
