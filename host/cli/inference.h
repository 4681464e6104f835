#pragma once

#include <functional>

#include "cli/arguments.h"
#include "cli/exit_code.h"
#include "epi/host/run.h"

namespace epi::cli {

/// Starts or continues an inference, with progress on stderr and the first interruption turned into a
/// checkpoint; then says what came out, on stdout.
/// @param infer  host::run or host::resume with its request.
ExitCode watch_inference(const Arguments& arguments,
                         const std::function<host::RunOutcome(host::RunObserver&)>& infer);

}  // namespace epi::cli
