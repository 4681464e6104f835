#pragma once

#include <span>
#include <vector>

namespace epi::objective {

/// Importance weights whose largest, the least certain, are replaced by what their own distribution says.
struct SmoothedWeights {
  std::vector<double> log_weights;  ///< [n], in the order given, nats
  /// Shape of the generalized Pareto distribution of the tail: 1/k moments of the weights exist. Below 0.5
  /// their variance does; above 0.7 no feasible number of samples gives a mean. -infinity if all the tail is
  /// equal, +infinity if it has fewer than 5 weights.
  double k_hat = 0.0;
};

/// Pareto-smoothed importance sampling.
/// @param log_weights  [n], nats, up to a constant; -infinity is a weight of 0. At least one is finite.
/// Source: Vehtari, Simpson, Gelman, Yao & Gabry, J. Mach. Learn. Res. 25 (2024), section 2; the fit of the
/// tail by Zhang & Stephens, Technometrics 51 (2009).
SmoothedWeights smooth_tail(std::span<const double> log_weights);

/// The k-hat above which n weights say nothing reliable: min(1 - 1/log10(n), 0.7). Same source, section 3.2.
double largest_reliable_k(double n);

}  // namespace epi::objective
