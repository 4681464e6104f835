#pragma once

#include <cmath>
#include <vector>

namespace epi::optimizer {

/// The mean of the weights over the last iterations of an epoch. The last iterate of a stochastic descent
/// jumps about the minimum; the mean lies near it. That matters where the property leaves a thin sheet, whose
/// thickness is then that of the jumps. Source: Polyak, Juditsky (1992), SIAM J. Control Optim. 30, 838-855.
class TailAverage {
 public:
  /// @param share  of the epoch's iterations that enter, in [0, 1); 0: none.
  TailAverage(std::size_t n_weights, int iterations, double share)
      : first_(iterations - static_cast<int>(std::lround(share * iterations)) + 1), mean_(n_weights, 0.0) {}

  /// @param iteration  from 1.
  void add(int iteration, const std::vector<double>& weights) {
    if (iteration < first_) return;
    ++count_;
    for (std::size_t i = 0; i < mean_.size(); ++i) mean_[i] += (weights[i] - mean_[i]) / count_;
  }

  int count() const { return count_; }
  const std::vector<double>& mean() const { return mean_; }

 private:
  int first_;
  int count_ = 0;
  std::vector<double> mean_;
};

}  // namespace epi::optimizer
