#pragma once

#include <vector>

#include "optimizer/records.h"
#include "run/problem.h"
#include "store/run_folder.h"
#include "store/sample_table.h"

namespace epi::run {

/// Writes the flow that stands for a seed into its folder.   @throws Error(io).
void write_flow(const Problem& problem, const store::SeedFolder& folder,
                const optimizer::TrainingState& state);

/// Draws config.output.samples from a seed's flow and simulates them, with random numbers of their own. Their
/// weights are those of the certificate.
store::SampleTable draw_result_samples(const Problem& problem, const optimizer::SeedResult& seed,
                                       const optimizer::Certificate& certificate);

/// As many rows of samples with known weights, each as often as its weight says: as if drawn from the
/// maximum-entropy distribution itself.
store::SampleTable resampled(const store::SampleTable& samples);

}  // namespace epi::run
