#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace epi::objective {

/// x moved towards 0 by t, and 0 if it is nearer.   @param t  >= 0.
double soft_threshold(double x, double t);

/// The minimiser e of  (e - eta)^T C (e - eta) / 2 - (e - eta) . r + sum_k slack_k |e_k|:  where a Newton
/// step leads from the multipliers eta if the constraints ask for |R_k| <= slack_k only. Without slack it is
/// eta + C^-1 r.
/// @param covariance  C, [n, n], positive definite.  @param violation  r, [n].  @param slack  [n], >= 0.
/// Source: Friedman, Hastie & Tibshirani, J. Stat. Softw. 33 (2010), coordinate descent.
std::vector<double> proximal_newton_point(const Matrix& covariance, std::span<const double> violation,
                                          std::span<const double> eta, std::span<const double> slack);

/// Length of a step in the norm of C: sqrt(step^T C step).
double newton_decrement(const Matrix& covariance, std::span<const double> step);

}  // namespace epi::objective
