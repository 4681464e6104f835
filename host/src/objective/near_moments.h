#pragma once

#include <vector>

#include "objective/emergent_property.h"
#include "plugin/simulator.h"

namespace epi::objective {

/// First two moments of T as a multiplier's Newton step needs them.
struct NearMoments {
  std::vector<double> violation;  ///< R, [n_equalities], target units
  Matrix covariance;              ///< of T, [n_equalities, n_equalities]
};

/// Of the successful samples, at least one, with T scaled down where a sample costs more than kVeryFarCost
/// above the median at the multipliers eta. One such sample in thousands outweighs all others in plain
/// moments; but no multiplier could bring it back: it is the density's to shed.
NearMoments near_moments(const EmergentProperty& property, const std::vector<double>& eta, const Matrix& t,
                         const plugin::Simulated& simulated);
inline constexpr double kVeryFarCost = 100.0;  ///< nats

}  // namespace epi::objective
