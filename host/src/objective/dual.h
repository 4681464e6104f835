#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/matrix.h"

namespace epi::objective {

/// The maximum-entropy distribution on given points, as weights of the points.
struct DualSolution {
  std::vector<double> eta;         ///< [n_equalities], multipliers: p ~ exp(-eta . T)
  std::vector<double> weights;     ///< [n_points], sum 1
  double effective_samples = 0.0;  ///< 1 / sum of squared weights
  double log_normaliser = 0.0;     ///< log of the mean of exp(-eta . (T - mu)) / density, nats
};

/// Minimises the convex dual  log sum_i exp(log_ratio_i - eta . (T_i - mu)) + slack . |eta|  over eta by
/// damped Newton steps. At the minimum the weighted mean of T lies within the slack of mu; the value
/// estimates the largest possible entropy.
/// @param t  [n_points, n_equalities], finite.  @param target  mu, [n_equalities].
/// @param slack  [n_equalities], >= 0.
/// @param log_ratio  [n_points], minus the log of the density that the points were drawn from, nats, and of
///   whatever else the answer pays; -infinity leaves a point out.
/// @return nothing if the points cannot show mu: it lies outside of what their weighted means can reach.
/// Source: Dudik, Phillips & Schapire, J. Mach. Learn. Res. 8 (2007), relaxed constraints; Boyd &
/// Vandenberghe, Convex Optimization (2004), sections 5.3 and 9.6.
std::optional<DualSolution> solve_dual(const Matrix& t, std::span<const double> target,
                                       std::span<const double> slack, std::span<const double> log_ratio);

/// Mean of T over the points.   [n_equalities]
std::vector<double> plain_mean(const Matrix& t);
/// The same with the weights  w ~ exp(log_ratio - eta . T).
std::vector<double> tilted_mean(const Matrix& t, std::span<const double> log_ratio,
                                std::span<const double> eta);

}  // namespace epi::objective
