#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/matrix.h"
#include "objective/emergent_property.h"
#include "plugin/simulator.h"

namespace epi::objective {

/// What the dual sees of a sample: those rows that could be simulated.
struct DualPoints {
  Matrix t;                        ///< T, [n_points, n_equalities]
  std::vector<double> log_ratio;   ///< [n_points], log of the weight without multipliers, nats
  std::vector<std::int64_t> rows;  ///< [n_points], where the point is in the sample
};

/// The weights of samples of q under p ~ g exp(-eta . T - penalties) begin with  g / q exp(-penalties).
/// @param log_prob       [n_samples], log q, nats.
/// @param log_reference  [n_samples], log g, nats; empty: 0, the volume of parameters.
DualPoints dual_points(const EmergentProperty& property, const plugin::Simulated& simulated,
                       std::span<const double> log_prob, std::span<const double> log_reference);

/// Those points for which keep(point) holds, in order.
template <class Keep>
DualPoints points_where(const DualPoints& points, Keep keep) {
  DualPoints kept;
  std::vector<double> t;
  for (std::size_t i = 0; i < points.rows.size(); ++i) {
    if (!keep(i)) continue;
    const auto row = points.t.row(static_cast<std::int64_t>(i));
    t.insert(t.end(), row.begin(), row.end());
    kept.log_ratio.push_back(points.log_ratio[i]);
    kept.rows.push_back(points.rows[i]);
  }
  kept.t = Matrix(std::move(t), std::ssize(kept.rows), points.t.cols());
  return kept;
}

}  // namespace epi::objective
