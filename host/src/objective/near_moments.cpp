#include "objective/near_moments.h"

#include <algorithm>

#include "objective/excess_cost.h"

namespace epi::objective {

NearMoments near_moments(const EmergentProperty& property, const std::vector<double>& eta, const Matrix& t,
                         const plugin::Simulated& simulated) {
  const std::int64_t m = t.cols();
  const std::vector<double> excess = excess_costs(property, {eta, eta}, t, simulated);
  NearMoments result{std::vector<double>(static_cast<std::size_t>(m), 0.0), Matrix(m, m)};
  const auto for_each_ok = [&](auto&& work) {
    std::vector<double> scaled(static_cast<std::size_t>(m));
    for (std::int64_t i = 0; i < t.rows(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      if (simulated.status[row] != plugin::RowStatus::ok) continue;
      const double scale = kVeryFarCost / std::max(excess[row], kVeryFarCost);
      for (std::size_t k = 0; k < scaled.size(); ++k) scaled[k] = scale * t(i, static_cast<std::int64_t>(k));
      work(scaled);
    }
  };
  double n = 0.0;
  std::vector<double> mean(result.violation);
  for_each_ok([&](const std::vector<double>& row) {
    n += 1.0;
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += (row[k] - mean[k]) / n;
  });
  for_each_ok([&](const std::vector<double>& row) {
    for (std::int64_t k = 0; k < m; ++k)
      for (std::int64_t l = 0; l < m; ++l)
        result.covariance(k, l) += (row[static_cast<std::size_t>(k)] - mean[static_cast<std::size_t>(k)]) *
                                   (row[static_cast<std::size_t>(l)] - mean[static_cast<std::size_t>(l)]) / n;
  });
  for (std::size_t k = 0; k < mean.size(); ++k) result.violation[k] = mean[k] - property.equalities[k].target;
  return result;
}

}  // namespace epi::objective
