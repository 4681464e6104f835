#pragma once

#include <span>
#include <vector>

#include "base/matrix.h"
#include "objective/emergent_property.h"
#include "plugin/simulator.h"

namespace epi::objective {

/// How the gradient of the penalty |R|^2 is estimated from one batch.
enum class PenaltyGradient {
  split_batch,  ///< unbiased: the violation of one half of the batch times the gradient of the other
  whole_batch,  ///< biased by the variance of R: both factors from the same samples
};

/// The multipliers of an epoch.
struct Multipliers {
  std::vector<double> eta;  ///< [n_equalities], per target unit
  double penalty_c = 0.0;   ///< > 0
};

/// What multiplies T of a sample in the augmented Lagrangian, apart from 1/n: eta + c R, moved towards 0 by c
/// slack, with the R that the sample must not have had a part in. [n_equalities] for each half of a batch.
struct Pulls {
  std::vector<double> first_half, second_half;

  std::span<const double> of(std::int64_t row, std::int64_t n_rows) const {
    return row < n_rows / 2 ? first_half : second_half;
  }
};

/// @param t  T of the batch, [n_samples, n_equalities].  @param violation  R of the whole batch.
Pulls pulls_of(const EmergentProperty& property, const Multipliers& multipliers,
               PenaltyGradient penalty_gradient, const Matrix& t,
               const std::vector<plugin::RowStatus>& status, std::span<const double> violation);

}  // namespace epi::objective
