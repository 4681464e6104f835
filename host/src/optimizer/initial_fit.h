#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "base/matrix.h"
#include "config/run_config.h"
#include "flow/flow.h"

namespace epi::optimizer {

/// Fits a flow to points by maximum likelihood: Adam on random batches of them, with the step of the
/// optimizer falling to its final one. Unlike the descent that follows, it finds all the points,
/// however thin and bent the sheet they lie on: density that misses a point costs without bound.
/// @param flow  of an architecture that config::fits_by_likelihood() accepts.
/// @param z  [n_points, n_parameters], inside the support.
/// @param point_weights  [n_points], >= 0: how often a point is drawn, up to a factor.
/// @param should_stop  polled every iteration.
/// @return false if it was asked to stop.
bool fit_flow(flow::TrainableFlow& flow, const Matrix& z, std::span<const double> point_weights,
              const config::Optimizer& optimizer, int iterations, std::uint64_t seed,
              const std::function<bool()>& should_stop);

}  // namespace epi::optimizer
