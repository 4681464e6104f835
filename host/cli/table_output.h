#pragma once

#include "cli/arguments.h"
#include "epi/host/models.h"

namespace epi::cli {

/// Writes a table to stdout: CSV with a header of names, or with --json one document of columns, units, rows
/// and status. Numbers in their shortest exact form; what is not finite is nan, inf or -inf in CSV and null
/// in JSON.
void print_table(const host::Table& table, const Arguments& arguments);

}  // namespace epi::cli
