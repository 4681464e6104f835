// The end of a run, on the exact form of the answer.

#include <cmath>

#include "base/random.h"
#include "flow/flow.h"
#include "trainer_fixture.h"

namespace epi::optimizer {
namespace {

class PolishTest : public TrainerTest {};

TEST_F(PolishTest, NeedsNoDerivative) {
  class Counting : public Identity {
   public:
    int gradients = 0;

   private:
    plugin::SimulatedGradient simulate_with_gradient(const Matrix& z, plugin::Noise noise,
                                                     const plugin::CotangentFunction& cotangent) override {
      ++gradients;
      return Identity::simulate_with_gradient(z, noise, cotangent);
    }
  };
  config_.polish = config::Polish{
      .epochs = 3, .iterations = 50, .batch = 400, .random_samples = 1000, .learning_rate = 0.01};
  Counting simulator;
  Recorder recorder;
  const SeedResult result = train({config_, spec_, property_, simulator}, 1, {}, recorder);
  EXPECT_EQ(simulator.gradients, 8 * 150);
  EXPECT_EQ(result.outcome, Outcome::converged);
  EXPECT_EQ(result.state.epoch, 8 + 3);
  EXPECT_EQ(result.state.polished, 3);
  // The polish begins with its pool and another look at the last epoch's samples.
  EXPECT_EQ(result.state.simulations, 8 * 150 * 200 + 9 * 5000 + 1000 + 5000 + 3 * (50 * 400 + 5000));
  EXPECT_TRUE(result.state.epochs.back().met);
  EXPECT_NEAR(result.state.epochs.back().entropy, 1.0 + std::log(2.0 * M_PI), 0.03);
}

TEST_F(PolishTest, ResumingGivesTheSameBits) {
  config_.optimizer.epochs = 2;
  config_.polish = config::Polish{.epochs = 3, .iterations = 20, .batch = 400, .random_samples = 1000};
  Recorder whole;
  const SeedResult uninterrupted = run(whole);
  for (const std::size_t epoch : {1U, 2U, 3U, 4U}) {
    Recorder rest;
    const SeedResult resumed = run(rest, whole.states.at(epoch));
    EXPECT_EQ(resumed.state.flow.weights, uninterrupted.state.flow.weights) << "from epoch " << epoch;
    EXPECT_EQ(resumed.state.eta, uninterrupted.state.eta);
    EXPECT_EQ(resumed.state.simulations, uninterrupted.state.simulations);
    EXPECT_EQ(resumed.state.polished, 3);
  }
}

TEST_F(PolishTest, FollowsADescentThatStopsEarly) {
  config_.convergence.stop_early = true;
  config_.polish = config::Polish{.epochs = 2, .iterations = 20, .batch = 400, .random_samples = 0};
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.state.polished, 2);
  EXPECT_LT(result.state.epoch, 8 + 2);
}

// The sign of a is free: the answer has two modes of equal mass, and the start lies in one of them.
TEST_F(PolishTest, FindsTheModeThatTheDescentLacks) {
  class Magnitude : public Identity {
    plugin::Simulated simulate(const Matrix& z, plugin::Noise noise) override {
      plugin::Simulated result = Identity::simulate(z, noise);
      for (double& s : result.statistics.values()) s = std::abs(s);
      return result;
    }
    plugin::SimulatedGradient simulate_with_gradient(const Matrix& z, plugin::Noise noise,
                                                     const plugin::CotangentFunction& cotangent) override {
      plugin::Simulated simulated = simulate(z, noise);
      Matrix gradient = cotangent(simulated);
      for (std::int64_t i = 0; i < z.rows(); ++i)
        for (std::int64_t j = 0; j < z.cols(); ++j) gradient(i, j) *= z(i, j) < 0.0 ? -1.0 : 1.0;
      return {std::move(simulated), std::move(gradient)};
    }
  };
  property_.equalities.resize(2);
  for (objective::Constraint& constraint : property_.equalities) {
    constraint.centre = 3.0;
    constraint.scale = 0.5;
  }
  spec_.support = {{-5.0, 5.0}, {-5.0, 5.0}};
  config_.flow.masks = 4;
  config_.flow.split = "single";
  config_.flow.units = 16;
  spec_.architecture = config_.flow;
  config_.initialization.mean = {{"a", 3.0}};
  config_.initialization.std = {{"a", 0.5}};
  Magnitude simulator;
  const auto share_below_zero = [&](const SeedResult& result) {
    Matrix base(4000, 2);
    Random(/*seed=*/2, RandomStream::epoch_base).normal(0, base.values());
    const Matrix z = flow::FrozenFlow(spec_, result.state.flow).sample_and_log_prob(base).z;
    double below = 0.0;
    for (std::int64_t i = 0; i < z.rows(); ++i) below += z(i, 0) < 0.0 ? 1.0 / 4000.0 : 0.0;
    return below;
  };
  Recorder without, with;
  EXPECT_LT(share_below_zero(train({config_, spec_, property_, simulator}, 1, {}, without)), 0.05);
  config_.polish = config::Polish{
      .epochs = 6, .iterations = 300, .batch = 1000, .random_samples = 20000, .learning_rate = 1e-2};
  EXPECT_NEAR(share_below_zero(train({config_, spec_, property_, simulator}, 1, {}, with)), 0.5, 0.05);
}

TEST_F(PolishTest, KeepsInequalitiesAlone) {
  property_.equalities.clear();
  property_.inequalities = {{"a.at_least", objective::ConstraintKind::at_least, 0, 1.0, 1.0, 0.0, 0.01, ""}};
  spec_.support = {{-5.0, 5.0}, {-5.0, 5.0}};
  config_.polish = config::Polish{.epochs = 2, .iterations = 50, .batch = 400, .random_samples = 1000};
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.state.polished, 2);
  EXPECT_TRUE(result.state.eta.empty());
  // Uniform on [1, 5] x [-5, 5].
  EXPECT_NEAR(result.state.epochs.back().entropy, std::log(40.0), 0.15);
}

}  // namespace
}  // namespace epi::optimizer
