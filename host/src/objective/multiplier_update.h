#pragma once

#include <span>
#include <string>
#include <vector>

#include "objective/emergent_property.h"

namespace epi::objective {

/// The multipliers that an optimization starts with, one an equality: all 0; or, "gaussian", 1/2 for every
/// second moment. p ~ exp(-eta . T) then is a standard normal of the statistic in target units, wherever the
/// volume of parameters changes little across the target: the answer for a narrow target, and a start near it
/// for others.
std::vector<double> initial_eta(const EmergentProperty& property, const std::string& kind);

/// Moves the multipliers along the constraint violation: eta + c R, and c slack towards 0.
/// @param eta, violation, slack  [n_equalities].  @param penalty_c  > 0.
/// Source: Bittner et al., bioRxiv 837567, Methods, Algorithm 1.
std::vector<double> updated_eta(std::span<const double> eta, double penalty_c,
                                std::span<const double> violation, std::span<const double> slack);

/// The probability 1 - p with which the penalty grows, where p is the one-sided p-value of Welch's t-test
/// that E|R_now| > gamma E|R_before|: near 1 if the violation clearly did not shrink by the factor gamma.
/// @param norms_before, norms_now  |R| of independent sub-samples, at least two each.  @param gamma  in (0,
/// 1).
double penalty_growth_probability(std::span<const double> norms_before, std::span<const double> norms_now,
                                  double gamma);

}  // namespace epi::objective
