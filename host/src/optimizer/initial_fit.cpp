#include "optimizer/initial_fit.h"

#include <vector>

#include "base/random.h"
#include "optimizer/adam.h"
#include "optimizer/learning_rate.h"
#include "optimizer/weighted_rows.h"

namespace epi::optimizer {
bool fit_flow(flow::TrainableFlow& flow, const Matrix& z, std::span<const double> point_weights,
              const config::Optimizer& optimizer, int iterations, std::uint64_t seed,
              const std::function<bool()>& should_stop) {
  const WeightedRows points(z, point_weights);
  std::vector<double> uniform(static_cast<std::size_t>(optimizer.batch));
  const Random random(seed, RandomStream::initial_fit);
  std::vector<double> weights = flow.state().weights;
  std::vector<double> gradient(weights.size());
  Adam adam(weights.size());
  for (int iteration = 0; iteration < iterations; ++iteration) {
    if (should_stop()) return false;
    random.uniform(static_cast<std::uint64_t>(iteration), uniform);
    flow.negative_log_likelihood(points.draw(uniform), gradient);
    adam.step(gradient, decayed_learning_rate(optimizer, static_cast<double>(iteration) / iterations),
              weights);
    flow.set_weights(weights);
  }
  return true;
}

}  // namespace epi::optimizer
