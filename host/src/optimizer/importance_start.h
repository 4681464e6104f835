#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "flow/flow.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// What rounds of importance sampling left behind, beside the fitted flow.
struct ImportanceStart {
  std::vector<double> eta;  ///< multipliers of the last round, [n_equalities], target units
  double share = 1.0;       ///< of the way to the targets that the last round went, in [1/2, 1]
  std::int64_t simulations = 0;
};

/// Fits the flow to the maximum-entropy distribution as far as random samples show it. A round draws
/// parameters, simulates them, solves the dual for the multipliers (objective/tempered_dual.h) and fits the
/// flow to the samples by maximum likelihood with the weights of the solution. The first round draws
/// RandomParameters, the later ones from the flow; the solution always is that of largest entropy relative to
/// RandomParameters, which is plain entropy where all parameters are bounded. No derivative of the model is
/// needed, and none of the targets has to be near.
/// @param flow  of an architecture that config::fits_by_likelihood() accepts.
/// @param seed  fixes parameters, noise and fits.  @param should_stop  polled between batches and iterations.
/// @return nothing if it was asked to stop.
/// @throws Error(config) if the random parameters of the first round are too few to move any target.
/// @throws Error(infeasible) if the rounds end before half of the way to the targets; or before all of it
/// while
///   one of the means lies beyond all that was simulated.
std::optional<ImportanceStart> importance_start(const TrainingProblem& problem, std::uint64_t seed,
                                                flow::TrainableFlow& flow,
                                                const std::function<bool()>& should_stop);

}  // namespace epi::optimizer
