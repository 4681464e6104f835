#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "base/matrix.h"
#include "optimizer/correlated_gaussian.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// Where the property already holds.
struct SearchResult {
  CorrelatedGaussian gaussian;  ///< with the mean and covariance of the finds
  Matrix z;                     ///< [n_finds, n_parameters], natural units
};

/// Finds where the property already holds: simulates initialization.search.samples random parameters, keeps
/// those whose constrained statistics lie within a tolerance of their target means (and bounds), and returns
/// the mean and covariance of what was kept. Bounded parameters are drawn uniformly from their support,
/// others from the Gaussian that initialization describes.
/// Of n finds the covariance is shrunk towards its diagonal by the share (n_parameters + 1) / n.
/// Failed simulations are no finds; a search across the whole support must expect them.
/// @param seed  fixes parameters and noise.  @param should_stop  polled between batches.
/// @return nothing if it was asked to stop.
/// @throws Error(config) with fewer finds than least_finds: how many there were, and what to raise; or if the
///   user gave a mean or std of a bounded parameter, which would have no effect.
/// Source: Bittner et al., bioRxiv 837567, Methods, initialization of the V1 model.
std::optional<SearchResult> search_initial(const TrainingProblem& problem, std::uint64_t seed,
                                           const std::function<bool()>& should_stop);

/// What a mean and a covariance of `n_parameters` need at least: 5 (n_parameters + 1).
std::int64_t least_finds(std::size_t n_parameters);

}  // namespace epi::optimizer
