#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "flow/flow_spec.h"
#include "optimizer/evaluation.h"
#include "optimizer/records.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// How far a seed's density is from the largest entropy that the property allows, by the dual bound
/// (objective/dual_bound.h) on `certificate.samples` fresh samples of it and `certificate.random_samples`
/// random parameters, which show what it lacks.
/// @param seed  fixes the samples and the noise.   @param should_stop  polled between simulations.
/// Failed simulations are no room for the answer and no reason to stop: a result stays one, however many
/// fail.
/// @throws plugin::Interrupted.
Certificate certify(const TrainingProblem& problem, std::uint64_t seed, const flow::FlowState& state,
                    const std::function<bool()>& should_stop);

/// p/q of samples from the density that was certified, of mean 1; 0 where the simulation failed; all NaN if
/// the certificate found no p.   [n_samples]
std::vector<double> importance_weights(const TrainingProblem& problem, std::uint64_t seed,
                                       const Certificate& certificate, const FreshSample& sample);

/// Whether samples drawn by those weights stand for the answer.
bool weights_are_reliable(const Certificate& certificate);

}  // namespace epi::optimizer
