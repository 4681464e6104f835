#include "optimizer/initial_fit.h"

#include <vector>

#include "base/check.h"
#include "base/random.h"
#include "optimizer/adam.h"
#include "optimizer/learning_rate.h"

namespace epi::optimizer {
namespace {

// Points drawn with replacement.
Matrix draw_batch(const Matrix& z, std::int64_t n, const Random& random, std::uint64_t position) {
  std::vector<double> uniform(static_cast<std::size_t>(n));
  random.uniform(position, uniform);
  Matrix batch(n, z.cols());
  for (std::int64_t i = 0; i < n; ++i) {
    const auto row =
        static_cast<std::int64_t>(uniform[static_cast<std::size_t>(i)] * static_cast<double>(z.rows()));
    std::ranges::copy(z.row(row), batch.row(i).begin());
  }
  return batch;
}

}  // namespace

bool fit_flow(flow::TrainableFlow& flow, const Matrix& z, const config::Optimizer& optimizer, int iterations,
              std::uint64_t seed, const std::function<bool()>& should_stop) {
  EPI_CHECK(z.rows() > 0);
  const Random random(seed, RandomStream::initial_fit);
  std::vector<double> weights = flow.state().weights;
  std::vector<double> gradient(weights.size());
  Adam adam(weights.size());
  for (int iteration = 0; iteration < iterations; ++iteration) {
    if (should_stop()) return false;
    flow.negative_log_likelihood(
        draw_batch(z, optimizer.batch, random, static_cast<std::uint64_t>(iteration)), gradient);
    adam.step(gradient, decayed_learning_rate(optimizer, static_cast<double>(iteration) / iterations),
              weights);
    flow.set_weights(weights);
  }
  return true;
}

}  // namespace epi::optimizer
