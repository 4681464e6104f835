#include "optimizer/initial_fit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace epi::optimizer {
namespace {

// A bent band in the plane: b = a^2 up to a spread of 0.1.
Matrix parabola(std::int64_t n, std::uint64_t position) {
  Matrix z(n, 2);
  Random(/*seed=*/5, RandomStream::initial_search).normal(position, z.values());
  for (std::int64_t i = 0; i < n; ++i) z(i, 1) = z(i, 0) * z(i, 0) + 0.1 * z(i, 1);
  return z;
}

double mean_log_prob(const flow::TrainableFlow& flow, const Matrix& z) {
  double sum = 0.0;
  for (const double log_prob : flow::FrozenFlow(flow.spec(), flow.state()).log_prob(z)) sum += log_prob;
  return sum / static_cast<double>(z.rows());
}

class InitialFit : public testing::Test {
 protected:
  InitialFit() {
    spec_.architecture.masks = 2;
    spec_.architecture.split = "single";
    optimizer_.learning_rate = 0.01;
    optimizer_.final_learning_rate = 1e-4;
    optimizer_.batch = 200;
  }
  static std::vector<double> equal(std::size_t n) { return std::vector<double>(n, 1.0); }
  static bool never() { return false; }

  flow::FlowSpec spec_{{}, {"a", "b"}, {{}, {}}};
  config::Optimizer optimizer_;
};

TEST_F(InitialFit, ComesCloseToTheEntropyOfWhatItFits) {
  flow::TrainableFlow flow(spec_, /*seed=*/1);
  EXPECT_TRUE(fit_flow(flow, parabola(2000, 0), equal(2000), optimizer_, 1000, /*seed=*/1, never));
  // -E[log p] of the band is the entropy of two independent normals; no density has a greater E[log q].
  const double best = -std::log(2.0 * M_PI) - 1.0 - std::log(0.1);
  const double reached = mean_log_prob(flow, parabola(4000, 1));
  EXPECT_GT(reached, best - 0.15);
  EXPECT_LT(reached, best + 0.05);  // five standard errors of 4,000 points above
}

TEST_F(InitialFit, IsAFunctionOfTheSeed) {
  const Matrix z = parabola(100, 0);
  const auto weights_after = [&](std::uint64_t seed) {
    flow::TrainableFlow flow(spec_, /*seed=*/1);
    fit_flow(flow, z, equal(100), optimizer_, 3, seed, never);
    return flow.state().weights;
  };
  EXPECT_EQ(weights_after(1), weights_after(1));
  EXPECT_NE(weights_after(1), weights_after(2));
}

TEST_F(InitialFit, CountsPointsByTheirWeight) {
  // Two clouds at a = -3 and a = 3; all weight lies on the second, as if the first were not there.
  Matrix z = parabola(400, 0);
  std::vector<double> weights(400, 0.0);
  for (std::int64_t i = 0; i < 400; ++i) {
    const bool is_second = i % 2 == 1;
    z(i, 0) = 0.3 * z(i, 0) + (is_second ? 3.0 : -3.0);
    weights[static_cast<std::size_t>(i)] = is_second ? 2.5 : 0.0;
  }
  flow::TrainableFlow flow(spec_, /*seed=*/1);
  fit_flow(flow, z, weights, optimizer_, 300, /*seed=*/1, never);
  Matrix base(500, 2);
  Random(/*seed=*/2, RandomStream::epoch_base).normal(0, base.values());
  const flow::Draw draw = flow::FrozenFlow(spec_, flow.state()).sample_and_log_prob(base);
  double mean = 0.0;
  for (std::int64_t i = 0; i < 500; ++i) mean += draw.z(i, 0) / 500.0;
  EXPECT_NEAR(mean, 3.0, 0.1);
}

TEST_F(InitialFit, EndsWhenAskedTo) {
  flow::TrainableFlow flow(spec_, /*seed=*/1);
  int polls = 0;
  EXPECT_FALSE(fit_flow(flow, parabola(100, 0), equal(100), optimizer_, 1000, /*seed=*/1,
                        [&] { return ++polls > 2; }));
  EXPECT_EQ(polls, 3);
}

}  // namespace
}  // namespace epi::optimizer
