#pragma once

#include "run/problem.h"

namespace epi::run {

/// Where the time of an iteration goes, from some that were made.
struct IterationTiming {
  int iterations = 0;
  optimizer::PhaseSeconds each;  ///< per iteration; start and evaluate are 0

  double seconds() const { return each.sample + each.simulate + each.backward + each.step; }
};

/// Makes the first iterations of the first seed, from any start, and forgets them.
/// @param problem  changed: its search, its epochs and its evaluations are cut short.
IterationTiming time_iterations(Problem& problem, int iterations);

}  // namespace epi::run
