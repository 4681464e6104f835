#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// Where one statistic must lie for a random parameter to be a find.
struct SearchWindow {
  std::string statistic;
  int column = 0;
  double lower = 0.0, upper = 0.0;  ///< in the statistic's unit

  bool holds(double s) const { return s >= lower && s <= upper; }
};

/// One window a constraint: about its mean, or between its bounds, widened by the tolerance that
/// initialization.search gives for the statistic. Without one, a mean has its std, else its tolerance.
std::vector<SearchWindow> search_windows(const TrainingProblem& problem);

}  // namespace epi::optimizer
