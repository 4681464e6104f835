#pragma once

#include "objective/emergent_property.h"

namespace epi::objective {

/// What a sample pays for an inequality, nats. With the distance g = (s - bound) / scale to the bound,
/// positive on the right side (reversed for at_most), strength k and margin d:
///     squared hinge   k/2 max(0, -g)^2
///     log barrier     -k log(g)                                where g >= d
///                     k (((g - 2 d)/d)^2 / 2 - 1/2 - log(d))   where g < d
/// The second line of the barrier continues it with the same value, slope and curvature, so that samples on
/// the wrong side are pulled back instead of ending the optimization.
/// Source of the relaxed barrier: Hauser & Saccon, "A barrier function method for the optimization of
/// trajectory functionals with constraints", CDC 2006.
double inequality_penalty(const Constraint& inequality, double s);
/// Its derivative by s, nats per statistic unit.
double inequality_penalty_slope(const Constraint& inequality, double s);

}  // namespace epi::objective
