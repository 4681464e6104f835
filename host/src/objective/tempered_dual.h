#pragma once

#include "objective/dual.h"

namespace epi::objective {

/// The dual for targets that lie between those that the points show already and what is asked.
struct TemperedSolution {
  double share = 1.0;  ///< of the way, in (0, 1]
  DualSolution solution;
};

/// Moves the targets from `from` towards mu, and the slack from 0 to its own, as far as the weights stay
/// worth `least_effective_samples`. Where few points come near mu, the next ones, drawn from what these show,
/// come nearer.
/// @param from  [n_equalities], such as the points' plain mean of T: weights that show it are worth enough.
/// @param t, target, slack, log_ratio  as solve_dual.
/// @return nothing if the weights are worth less wherever the targets are.
std::optional<TemperedSolution> solve_tempered_dual(const Matrix& t, std::span<const double> from,
                                                    std::span<const double> target,
                                                    std::span<const double> slack,
                                                    std::span<const double> log_ratio,
                                                    double least_effective_samples);

}  // namespace epi::objective
