#pragma once

#include <vector>

#include "cli/arguments.h"
#include "epi/host/run.h"

namespace epi::cli {

/// What `epi run` and `epi bench` are asked to infer: a configuration file, or --model and --property, with
/// the options below and those of run about seeds and the folder.
/// @throws Error(config) if it is neither or both.
host::RunRequest run_request_of(const Arguments& arguments);

/// The options of a verb that takes such a request: --model, --property and --set, its own, --threads and
/// --plugin-path.
std::vector<Option> with_run_request_options(std::vector<Option> own);

}  // namespace epi::cli
