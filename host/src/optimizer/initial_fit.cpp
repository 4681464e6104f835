#include "optimizer/initial_fit.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "optimizer/adam.h"
#include "optimizer/learning_rate.h"

namespace epi::optimizer {
namespace {

// Draws points with replacement, each in proportion to its weight.
class WeightedRows {
 public:
  WeightedRows(const Matrix& z, std::span<const double> weights) : z_(z), below_(weights.size()) {
    std::partial_sum(weights.begin(), weights.end(), below_.begin());
    EPI_CHECK(static_cast<std::int64_t>(below_.size()) == z.rows() && below_.back() > 0.0);
  }

  Matrix draw(std::int64_t n, const Random& random, std::uint64_t position) const {
    std::vector<double> uniform(static_cast<std::size_t>(n));
    random.uniform(position, uniform);
    Matrix batch(n, z_.cols());
    for (std::int64_t i = 0; i < n; ++i) {
      const double level = uniform[static_cast<std::size_t>(i)] * below_.back();
      const auto row = std::upper_bound(below_.begin(), below_.end(), level) - below_.begin();
      std::ranges::copy(z_.row(std::min(row, z_.rows() - 1)), batch.row(i).begin());
    }
    return batch;
  }

 private:
  const Matrix& z_;
  std::vector<double> below_;  // cumulative weights
};

}  // namespace

bool fit_flow(flow::TrainableFlow& flow, const Matrix& z, std::span<const double> point_weights,
              const config::Optimizer& optimizer, int iterations, std::uint64_t seed,
              const std::function<bool()>& should_stop) {
  const WeightedRows points(z, point_weights);
  const Random random(seed, RandomStream::initial_fit);
  std::vector<double> weights = flow.state().weights;
  std::vector<double> gradient(weights.size());
  Adam adam(weights.size());
  for (int iteration = 0; iteration < iterations; ++iteration) {
    if (should_stop()) return false;
    flow.negative_log_likelihood(points.draw(optimizer.batch, random, static_cast<std::uint64_t>(iteration)),
                                 gradient);
    adam.step(gradient, decayed_learning_rate(optimizer, static_cast<double>(iteration) / iterations),
              weights);
    flow.set_weights(weights);
  }
  return true;
}

}  // namespace epi::optimizer
