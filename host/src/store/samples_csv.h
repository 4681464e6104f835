#pragma once

#include <filesystem>
#include <string>

#include "store/sample_table.h"

// samples.csv: the draws as text in the layout of Stan CSV, which ArviZ's from_cmdstan, cmdstanpy's from_csv,
// pandas and a spreadsheet read (docs/reference/run_folder.md).

namespace epi::store {

/// Replaces the file atomically. Equal tables give equal bytes.   @throws Error(io).
void write_samples_csv(const std::filesystem::path& file, const SampleTable& table);

/// The name of a statistic's column: its own, with `_statistic` behind it if a parameter has the same name.
std::string statistic_column(const SampleTable& table, const std::string& statistic);

}  // namespace epi::store
