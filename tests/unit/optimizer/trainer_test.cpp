#include "optimizer/trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"

namespace epi::optimizer {
namespace {

using plugin::RowStatus;

// A model whose statistics are its parameters: the maximum-entropy answer to a mean and a std is a Gaussian.
class Identity : public plugin::Simulator {
 public:
  explicit Identity(double fails_above = std::numeric_limits<double>::infinity())
      : fails_above_(fails_above) {}

  plugin::Simulated simulate(const Matrix& z, plugin::Noise /*noise*/) override {
    plugin::Simulated result{z, std::vector<RowStatus>(static_cast<std::size_t>(z.rows()), RowStatus::ok)};
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      if (z(i, 0) <= fails_above_) continue;
      result.status[static_cast<std::size_t>(i)] = RowStatus::diverged;
      for (double& s : result.statistics.row(i)) s = std::numeric_limits<double>::quiet_NaN();
    }
    return result;
  }
  plugin::SimulatedGradient simulate_with_gradient(const Matrix& z, plugin::Noise noise,
                                                   const plugin::CotangentFunction& cotangent) override {
    plugin::Simulated simulated = simulate(z, noise);
    Matrix gradient = cotangent(simulated);
    return {std::move(simulated), std::move(gradient)};
  }

 private:
  double fails_above_;
};

config::RunConfig small_config() {
  config::RunConfig config;
  config.flow.masks = 2;
  config.flow.units = 8;
  config.optimizer.learning_rate = 1e-2;
  config.optimizer.final_learning_rate = 5e-4;
  config.optimizer.epochs = 8;
  config.optimizer.iterations = 150;
  config.optimizer.batch = 200;
  config.optimizer.c0 = 0.1;
  config.optimizer.c_growth = 4.0;
  config.optimizer.c_max = 8.0;
  config.convergence.samples = 5000;
  return config;
}

class TrainerTest : public testing::Test {
 protected:
  static objective::EmergentProperty property() {
    using objective::ConstraintKind;
    return {"p",
            {{"a.mean", ConstraintKind::mean, 0, 1.0, 0.5, 0.0, 0.1, ""},
             {"a.std", ConstraintKind::second_moment, 0, 1.0, 0.5, 1.0, 0.1, ""},
             {"b.mean", ConstraintKind::mean, 1, -2.0, 2.0, 0.0, 0.1, ""},
             {"b.std", ConstraintKind::second_moment, 1, -2.0, 2.0, 1.0, 0.1, ""}},
            {}};
  }

  SeedResult run(TrainingObserver& observer, const std::optional<TrainingState>& from = {},
                 std::uint64_t seed = 1) {
    return train({config_, spec_, property_, simulator_}, seed, from, observer);
  }

  config::RunConfig config_ = small_config();
  flow::FlowSpec spec_{config_.flow, {"a", "b"}, {flow::Support{}, flow::Support{}}};
  objective::EmergentProperty property_ = property();
  Identity simulator_;
};

// Keeps every finished epoch; stops when told.
class Recorder : public TrainingObserver {
 public:
  explicit Recorder(int stop_in_epoch = 0) : stop_in_epoch_(stop_in_epoch) {}
  void on_trace(const TraceRecord& record) override { traces.push_back(record); }
  void on_epoch(const TrainingState& state) override { states.push_back(state); }
  void on_failures(const std::vector<FailureRecord>& records) override { failures = records; }
  bool should_stop() override {
    return stop_in_epoch_ > 0 && !traces.empty() && traces.back().epoch == stop_in_epoch_;
  }

  std::vector<TraceRecord> traces;
  std::vector<TrainingState> states;
  std::vector<FailureRecord> failures;

 private:
  int stop_in_epoch_;
};

TEST_F(TrainerTest, FindsTheGaussianOfMaximumEntropy) {
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  // Entropy of independent Gaussians with std 0.5 and 2: 1 + log(2 pi) + log(0.5 * 2). A violation within the
  // tolerance of 10% of each variance moves it by at most 0.1.
  const double exact = 1.0 + std::log(2.0 * M_PI);
  const double entropy = result.state.epochs.at(static_cast<std::size_t>(result.state.best_epoch)).entropy;
  EXPECT_NEAR(entropy, exact, 0.1);
  EXPECT_EQ(recorder.states.size(), 9U);  // epoch 0 and eight more
  EXPECT_EQ(result.state.simulations, 8 * 150 * 200 + 9 * 5000);
}

TEST_F(TrainerTest, ResumingFromAnyEpochGivesTheSameBits) {
  Recorder whole;
  const SeedResult uninterrupted = run(whole);
  for (const std::size_t epoch : {0U, 1U, 5U}) {
    Recorder rest;
    const SeedResult resumed = run(rest, whole.states.at(epoch));
    EXPECT_EQ(resumed.state.flow.weights, uninterrupted.state.flow.weights) << "from epoch " << epoch;
    EXPECT_EQ(resumed.state.eta, uninterrupted.state.eta);
    EXPECT_EQ(resumed.state.best_epoch, uninterrupted.state.best_epoch);
    EXPECT_EQ(resumed.state.best_flow.weights, uninterrupted.state.best_flow.weights);
    EXPECT_EQ(resumed.state.simulations, uninterrupted.state.simulations);
  }
}

TEST_F(TrainerTest, ResumingWithBatchNormalisationGivesTheSameBits) {
  config_.flow.batch_norm = config::BatchNorm{};
  spec_.architecture = config_.flow;
  config_.optimizer.epochs = 3;
  Recorder whole, rest;
  const SeedResult uninterrupted = run(whole);
  const SeedResult resumed = run(rest, whole.states.at(1));
  EXPECT_EQ(resumed.state.flow.weights, uninterrupted.state.flow.weights);
  EXPECT_EQ(resumed.state.flow.moments, uninterrupted.state.flow.moments);
}

TEST_F(TrainerTest, StopsInsideAnEpochAndReportsItAsInterrupted) {
  Recorder recorder(/*stop_in_epoch=*/2);
  EXPECT_EQ(run(recorder).outcome, Outcome::interrupted);
  EXPECT_EQ(recorder.states.back().epoch, 1);
}

TEST_F(TrainerTest, AnImpossibleBudgetIsReportedAsExhausted) {
  config_.optimizer.epochs = 1;
  config_.optimizer.iterations = 1;
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::budget_exhausted);
  EXPECT_EQ(result.state.best_epoch, -1);
}

TEST_F(TrainerTest, StoppingEarlyEndsAtTheFirstConvergedEpoch) {
  config_.convergence.stop_early = true;
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  EXPECT_EQ(result.state.epoch, result.state.best_epoch);
}

TEST_F(TrainerTest, DifferentSeedsTakeDifferentWays) {
  config_.optimizer.epochs = 1;
  Recorder a, b;
  EXPECT_NE(run(a, {}, 1).state.flow.weights, run(b, {}, 2).state.flow.weights);
}

TEST_F(TrainerTest, AFewFailedSimulationsAreKeptAndLeftOut) {
  Identity fails_in_the_tail(/*fails_above=*/2.0);  // two target standard deviations above the mean
  config_.simulation.max_failed_share = 0.9;        // training overshoots before it settles
  Recorder recorder;
  const SeedResult result = train({config_, spec_, property_, fails_in_the_tail}, 1, {}, recorder);
  ASSERT_FALSE(result.state.failures.empty());
  for (const FailureRecord& failure : result.state.failures) {
    EXPECT_EQ(failure.reason, std::string("diverged"));
    EXPECT_GT(failure.z.at(0), 2.0);
  }
  for (const double w : result.state.flow.weights) EXPECT_TRUE(std::isfinite(w));
}

TEST_F(TrainerTest, TooManyFailedSimulationsEndTheTrainingWithTheirParameters) {
  Identity fails_often(/*fails_above=*/0.0);  // half of the initial distribution
  Recorder recorder;
  try {
    train({config_, spec_, property_, fails_often}, 1, {}, recorder);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::failed_simulations);
  }
  EXPECT_EQ(recorder.failures.size(), static_cast<std::size_t>(kMaxFailuresPerEpoch));
}

TEST_F(TrainerTest, AnInequalityKeepsNearlyAllSamplesOnItsSide) {
  using objective::ConstraintKind;
  property_.inequalities.push_back({"a.at_least", ConstraintKind::at_least, 0, 0.4, 0.5, 0.0, 0.05, ""});
  property_.equalities.erase(property_.equalities.begin(), property_.equalities.begin() + 2);
  property_.inequalities.push_back({"a.at_most", ConstraintKind::at_most, 0, 1.6, 0.5, 0.0, 0.05, ""});
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  // Uniform on [0.4, 1.6] has the largest entropy; b is the Gaussian with std 2.
  const double exact = std::log(1.2) + 0.5 * (1.0 + std::log(2.0 * M_PI)) + std::log(2.0);
  EXPECT_NEAR(result.state.epochs.at(static_cast<std::size_t>(result.state.best_epoch)).entropy, exact, 0.2);
}

TEST_F(TrainerTest, ALogBarrierShapesTheDensityByItsStrength) {
  using objective::ConstraintKind, objective::Enforcement;
  // Most of the first distribution, a Gaussian of std 1 about 0, lies beyond the bounds.
  const double strength = 1.0, margin = 0.1;
  property_.inequalities = {{"a.at_least", ConstraintKind::at_least, 0, 0.4, 0.5, 0.0, 0.01, "",
                             Enforcement::log_barrier, strength, margin},
                            {"a.at_most", ConstraintKind::at_most, 0, 1.6, 0.5, 0.0, 0.01, "",
                             Enforcement::log_barrier, strength, margin}};
  property_.equalities.erase(property_.equalities.begin(), property_.equalities.begin() + 2);
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  // The answer is proportional to ((a - 0.4)(1.6 - a))^strength: for 1 a Beta(2, 2) distribution stretched to
  // a width of 1.2, with entropy log(1.2) - log(6) + 5/3; b is the Gaussian with std 2. The parabola within
  // the margin adds 1% of mass.
  const double exact =
      std::log(1.2) - std::log(6.0) + 5.0 / 3.0 + 0.5 * (1.0 + std::log(2.0 * M_PI)) + std::log(2.0);
  const EpochRecord& best = result.state.epochs.at(static_cast<std::size_t>(result.state.best_epoch));
  EXPECT_NEAR(best.entropy, exact, 0.1);
  for (const ConstraintVerdict& verdict : best.constraints) EXPECT_TRUE(verdict.met) << verdict.name;
}

}  // namespace
}  // namespace epi::optimizer
