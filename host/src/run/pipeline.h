#pragma once

#include <optional>
#include <vector>

#include "epi/host/run.h"
#include "run/problem.h"
#include "store/run_folder.h"
#include "store/run_record.h"

namespace epi::run {

/// The whole story of a run, in order: every seed is trained (from its checkpoint where there is one), the
/// winner is chosen, its flow sampled and simulated, and the record closed. What is finished is on disk
/// before the next step starts, so a kill at any moment loses at most the open epoch.
/// @param record  of this session, not yet written.
/// @throws what training and writing throw, after the record says how the run failed.
host::RunOutcome carry_out(const Problem& problem, const store::RunFolder& folder, store::RunRecord record,
                           host::RunObserver& user);

}  // namespace epi::run
