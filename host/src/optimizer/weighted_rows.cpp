#include "optimizer/weighted_rows.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "base/check.h"

namespace epi::optimizer {

WeightedRows::WeightedRows(Matrix z, std::span<const double> weights)
    : z_(std::move(z)), below_(weights.size()) {
  std::partial_sum(weights.begin(), weights.end(), below_.begin());
  EPI_CHECK(static_cast<std::int64_t>(below_.size()) == z_.rows() && total() > 0.0);
}

Matrix WeightedRows::draw(std::span<const double> uniform) const {
  Matrix rows(std::ssize(uniform), z_.cols());
  for (std::int64_t i = 0; i < rows.rows(); ++i) {
    const double level = uniform[static_cast<std::size_t>(i)] * total();
    const auto row = std::upper_bound(below_.begin(), below_.end(), level) - below_.begin();
    std::ranges::copy(z_.row(std::min<std::int64_t>(row, z_.rows() - 1)), rows.row(i).begin());
  }
  return rows;
}

}  // namespace epi::optimizer
