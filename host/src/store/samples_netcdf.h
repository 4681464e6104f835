#pragma once

#include <filesystem>

#include "store/sample_table.h"

// samples.nc: the draws as ArviZ InferenceData in netCDF-4 (docs/reference/run_folder.md).

namespace epi::store {

/// Replaces the file in one step. Equal tables give equal bytes.   @throws Error(io).
void write_samples_netcdf(const std::filesystem::path& file, const SampleTable& table);

}  // namespace epi::store
