#pragma once

#include <cstdint>
#include <vector>

#include "flow/flow_spec.h"
#include "optimizer/evaluation.h"
#include "optimizer/records.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// How far a seed's density is from the largest entropy that the property allows, by the dual bound
/// (objective/dual_bound.h) on `certificate.samples` fresh samples.
/// @param seed  fixes the samples and the noise.
/// @throws plugin::Interrupted; Error(failed_simulations) if more fail than simulation.max_failed_share.
Certificate certify(const TrainingProblem& problem, std::uint64_t seed, const flow::FlowState& flow);

/// p/q of samples from the density that was certified, of mean 1; 0 where the simulation failed; all NaN if
/// the certificate found no p.   [n_samples]
std::vector<double> importance_weights(const TrainingProblem& problem, std::uint64_t seed,
                                       const Certificate& certificate, const FreshSample& sample);

}  // namespace epi::optimizer
