#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "objective/dual_points.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// RandomParameters that were simulated: what the whole support shows, wherever q has its samples.
struct RandomPool {
  std::int64_t n_samples = 0;       ///< failed ones included
  Matrix z;                         ///< of the points, [n_points, n_parameters]
  Matrix t;                         ///< T of the points, [n_points, n_equalities]
  std::vector<double> log_answer;   ///< [n_points], log of g exp(-penalties): the answer without multipliers
  std::vector<double> log_density;  ///< [n_points], that of RandomParameters
};

/// Draws and simulates `n_samples` random parameters.
/// @param seed, noise_seed  fix parameters and noise.   @param should_stop  polled between batches.
/// @return nothing if it was asked to stop.
std::optional<RandomPool> draw_random_pool(const TrainingProblem& problem, std::uint64_t seed,
                                           std::uint64_t noise_seed, std::int64_t n_samples,
                                           const std::function<bool()>& should_stop);

/// The points of a pool whose weight, the answer at eta over the density that they were drawn from, is
/// smaller than the largest by at most so many nats: the others have no say in the answer at eta or near it.
RandomPool points_near_answer(const RandomPool& pool, std::span<const double> eta, double nats);

/// log of  a p + b q  for densities given by their logs.
double log_mixture(double a, double log_p, double b, double log_q);

}  // namespace epi::optimizer
