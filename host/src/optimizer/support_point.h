#pragma once

#include "flow/support.h"

namespace epi::optimizer {

/// A parameter in natural units at the unconstrained coordinate u, by the formulas of flow/support_map.h.
struct SupportPoint {
  double z = 0.0;
  double slope = 1.0;     ///< dz/du
  double log_bend = 0.0;  ///< d log(dz/du) / du
};
SupportPoint map_to_support(double u, const flow::Support& support);

/// The unconstrained coordinate of a parameter.   @param z  inside the support.
double coordinate_of(double z, const flow::Support& support);

}  // namespace epi::optimizer
