#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"

namespace epi::optimizer {

/// Points that are drawn with replacement, each in proportion to its weight.
class WeightedRows {
 public:
  /// @param z  [n_points, n_columns].  @param weights  [n_points], >= 0, not all 0.
  WeightedRows(Matrix z, std::span<const double> weights);

  double total() const { return below_.back(); }
  /// One row for every uniform number.   @param uniform  in (0, 1).
  Matrix draw(std::span<const double> uniform) const;

 private:
  Matrix z_;
  std::vector<double> below_;  // cumulative weights
};

}  // namespace epi::optimizer
