#include "objective/inequality_penalty.h"

#include <algorithm>
#include <cmath>

namespace epi::objective {
namespace {

double direction(const Constraint& inequality) {
  return inequality.kind == ConstraintKind::at_least ? 1.0 : -1.0;
}

// Target units, positive on the right side of the bound.
double distance(const Constraint& inequality, double s) {
  return direction(inequality) * (s - inequality.centre) / inequality.scale;
}

double barrier(double g, double margin) {
  if (g >= margin) return -std::log(g);
  const double x = (g - 2.0 * margin) / margin;
  return 0.5 * (x * x - 1.0) - std::log(margin);
}

double barrier_slope(double g, double margin) {
  return g >= margin ? -1.0 / g : (g - 2.0 * margin) / (margin * margin);
}

}  // namespace

double inequality_penalty(const Constraint& inequality, double s) {
  const double g = distance(inequality, s);
  if (inequality.enforcement == Enforcement::log_barrier)
    return inequality.strength * barrier(g, inequality.margin);
  const double excess = std::max(0.0, -g);
  return 0.5 * inequality.strength * excess * excess;
}

double inequality_penalty_slope(const Constraint& inequality, double s) {
  const double g = distance(inequality, s);
  const double by_distance = inequality.enforcement == Enforcement::log_barrier
                                 ? inequality.strength * barrier_slope(g, inequality.margin)
                                 : inequality.strength * std::min(0.0, g);
  return by_distance * direction(inequality) / inequality.scale;
}

}  // namespace epi::objective
