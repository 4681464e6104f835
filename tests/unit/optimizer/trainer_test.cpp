#include "optimizer/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/error.h"
#include "trainer_fixture.h"

namespace epi::optimizer {
namespace {

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

TEST_F(TrainerTest, NeedsNoDerivativeOfTheModel) {
  // What a model without gradients would do: any use of them throws.
  class NoGradient : public Identity {
    plugin::SimulatedGradient simulate_with_gradient(const Matrix&, plugin::Noise,
                                                     const plugin::CotangentFunction&) override {
      throw std::logic_error("the gradient was asked for");
    }
  };
  config_.optimizer.gradient = "score";
  config_.optimizer.eta_update = "reweighting";
  config_.optimizer.initial_eta = "gaussian";
  NoGradient simulator;
  Recorder recorder;
  const SeedResult result = train({config_, spec_, property_, simulator}, 1, {}, recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  const double entropy = result.state.epochs.at(static_cast<std::size_t>(result.state.best_epoch)).entropy;
  EXPECT_NEAR(entropy, 1.0 + std::log(2.0 * M_PI), 0.1);
}

TEST_F(TrainerTest, WithoutBoundsTheEntropyIsRelativeToTheRandomParameters) {
  // Nothing is asked of b: the largest entropy is infinite, but relative to N(0, 1) the answer is b ~ N(0,
  // 1).
  property_.equalities.resize(2);
  config_.initialization.search = config::Search{
      .samples = 10000, .tolerance = {}, .select = "importance", .rounds = 4, .fit_iterations = 200};
  config_.optimizer.eta_update = "reweighting";
  config_.optimizer.c0 = config_.optimizer.c_max = 0.01;
  const double exact = 1.0 + std::log(2.0 * M_PI) + std::log(0.5);
  for (const char* gradient : {"score", "pathwise"}) {
    config_.optimizer.gradient = gradient;
    Recorder recorder;
    const SeedResult result = run(recorder);
    EXPECT_EQ(result.outcome, Outcome::converged) << gradient;
    EXPECT_NEAR(result.state.epochs.back().entropy, exact, 0.1) << gradient;
    // p ~ exp(-z^2/2 - eta . T), T of a in units of 0.5 about 1, is the normal of mean 1 and std 0.5.
    EXPECT_NEAR(result.state.eta[0], -0.5, 0.1) << gradient;
    EXPECT_NEAR(result.state.eta[1], 0.375, 0.1) << gradient;
  }
}

TEST_F(TrainerTest, StartsFromRoundsOfImportanceSampling) {
  config_.initialization.search = config::Search{
      .samples = 10000, .tolerance = {}, .select = "importance", .rounds = 4, .fit_iterations = 200};
  config_.optimizer.epochs = 1;
  config_.optimizer.iterations = 1;
  Recorder recorder;
  const SeedResult result = run(recorder);
  // Already the first distribution is near: rounds relative to the standard normal, which has no say in the
  // mean.
  for (const ConstraintVerdict& verdict : result.state.epochs.front().constraints)
    EXPECT_NEAR(verdict.mean, verdict.target, 0.4) << verdict.name;
  EXPECT_EQ(result.state.simulations, 4 * 10000 + 200 + 2 * 5000);
  EXPECT_GT(result.state.epochs.front().eta[1], 0.2);  // the multipliers of the last round, not 0
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
  EXPECT_FALSE(result.state.converged);
  EXPECT_EQ(result.state.best_epoch, 1);  // the only one comes closest
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

TEST_F(TrainerTest, Float64TrainsToTheSameAnswer) {
  config_.flow.precision = "float64";
  spec_.architecture = config_.flow;
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  EXPECT_NEAR(result.state.epochs.at(static_cast<std::size_t>(result.state.best_epoch)).entropy,
              1.0 + std::log(2.0 * M_PI), 0.1);  // as in FindsTheGaussianOfMaximumEntropy
  bool has_low_bits = false;
  for (const double w : result.state.flow.weights)
    has_low_bits |= w != static_cast<double>(static_cast<float>(w));
  EXPECT_TRUE(has_low_bits);
}

TEST_F(TrainerTest, PlanarFlowsTrain) {
  config_.flow.kind = "planar";
  config_.flow.layers = 4;
  spec_.architecture = config_.flow;
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  EXPECT_NEAR(result.state.epochs.at(static_cast<std::size_t>(result.state.best_epoch)).entropy,
              1.0 + std::log(2.0 * M_PI), 0.1);
}

TEST_F(TrainerTest, AnnealedEpochsAreMeasuredByTheirOwnTargetsAndJudgedByTheUsers) {
  config_.optimizer.anneal = config::Anneal{.from = 16.0, .epochs = 4};
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_EQ(result.outcome, Outcome::converged);
  EXPECT_GT(result.state.best_epoch, 4);
  const std::vector<double> widths = {16.0, 16.0, 8.0, 4.0, 2.0, 1.0, 1.0, 1.0, 1.0};
  ASSERT_EQ(result.state.epochs.size(), widths.size());
  for (std::size_t epoch = 0; epoch < widths.size(); ++epoch) {
    const EpochRecord& record = result.state.epochs[epoch];
    EXPECT_DOUBLE_EQ(record.target_width, widths[epoch]);
    for (const ConstraintVerdict& verdict : record.constraints)
      EXPECT_EQ(verdict.scale, verdict.name[0] == 'a' ? 0.5 : 2.0) << verdict.name;
  }
  // The trace of the first epoch is in units of 16 times the std of 0.5, the verdict in units of that std, so
  // the second moments differ by 256: up to the noise of a batch of 200 and the last steps of the epoch.
  const EpochRecord& first = result.state.epochs.at(1);
  EXPECT_FALSE(first.met);
  const TraceRecord& last_trace = *std::find_if(recorder.traces.rbegin(), recorder.traces.rend(),
                                                [](const TraceRecord& r) { return r.epoch == 1; });
  const double ratio = first.constraints.at(1).mean / (last_trace.violation.at(1) + 1.0);
  EXPECT_GT(ratio, 256.0 / 2);
  EXPECT_LT(ratio, 256.0 * 2);
}

TEST_F(TrainerTest, TheStepRisesFromZeroAtTheBeginningOfAnEpoch) {
  config_.optimizer.epochs = 2;
  config_.optimizer.iterations = 1;
  config_.optimizer.final_learning_rate = config_.optimizer.learning_rate;
  config_.optimizer.warmup = 9;
  Recorder recorder;
  run(recorder);
  for (const std::size_t epoch : {1U, 2U}) {
    // The first step of Adam's fresh moments moves every weight with a gradient by the whole step.
    const std::vector<double>& before = recorder.states.at(epoch - 1).flow.weights;
    const std::vector<double>& after = recorder.states.at(epoch).flow.weights;
    double furthest = 0.0;
    for (std::size_t i = 0; i < before.size(); ++i)
      furthest = std::max(furthest, std::abs(after[i] - before[i]));
    EXPECT_NEAR(furthest, config_.optimizer.learning_rate / 10.0, 1e-6) << "epoch " << epoch;
  }
}

TEST_F(TrainerTest, AnAnnealedEpochIsNeverTheResult) {
  // Even if the property is met from the start.
  for (objective::Constraint& constraint : property_.equalities) constraint.tolerance = 1e6;
  config_.optimizer.epochs = 3;
  config_.optimizer.iterations = 1;
  config_.optimizer.anneal = config::Anneal{.from = 2.0, .epochs = 2};
  config_.convergence.stop_early = true;
  Recorder recorder;
  const SeedResult result = run(recorder);
  EXPECT_TRUE(result.state.epochs.at(1).met);
  EXPECT_EQ(result.state.best_epoch, 3);
}

TEST_F(TrainerTest, ResumingInTheMiddleOfAnnealingGivesTheSameBits) {
  config_.optimizer.epochs = 4;
  config_.optimizer.iterations = 20;
  config_.optimizer.anneal = config::Anneal{.from = 9.0, .epochs = 2};
  Recorder whole;
  const SeedResult uninterrupted = run(whole);
  for (const std::size_t epoch : {0U, 1U, 2U}) {
    Recorder rest;
    const SeedResult resumed = run(rest, whole.states.at(epoch));
    EXPECT_EQ(resumed.state.flow.weights, uninterrupted.state.flow.weights) << "from epoch " << epoch;
    EXPECT_EQ(resumed.state.eta, uninterrupted.state.eta);
    EXPECT_EQ(resumed.state.violation_norms, uninterrupted.state.violation_norms);
  }
}

TEST_F(TrainerTest, ResumingAfterAStartByImportanceGivesTheSameBits) {
  config_.initialization.search = config::Search{
      .samples = 2000, .tolerance = {}, .select = "importance", .rounds = 2, .fit_iterations = 20};
  config_.optimizer.gradient = "score";
  config_.optimizer.eta_update = "reweighting";
  config_.optimizer.epochs = 3;
  config_.optimizer.iterations = 10;
  Recorder whole;
  const SeedResult uninterrupted = run(whole);
  for (const std::size_t epoch : {0U, 1U, 2U}) {
    Recorder rest;
    const SeedResult resumed = run(rest, whole.states.at(epoch));
    EXPECT_EQ(resumed.state.flow.weights, uninterrupted.state.flow.weights) << "from epoch " << epoch;
    EXPECT_EQ(resumed.state.eta, uninterrupted.state.eta);
    EXPECT_EQ(resumed.state.simulations, uninterrupted.state.simulations);
  }
}

TEST_F(TrainerTest, ASearchStartsWhereThePropertyHolds) {
  // b is determined by the search alone: only a is asked for, within 0.1 of 1.
  config_.optimizer.epochs = 1;
  config_.optimizer.iterations = 1;
  config_.initialization.search = config::Search{.samples = 20000, .tolerance = {{"a", 0.1}}};
  config_.emergent_property.constraints = {{.statistic = "a", .mean = 1.0, .std = 0.5},
                                           {.statistic = "b", .mean = -2.0, .std = 2.0}};
  spec_.support[0] = {-4.0, 4.0};
  Recorder recorder;
  const SeedResult result = run(recorder);
  const EpochRecord& start = result.state.epochs.at(0);
  EXPECT_NEAR(start.constraints.at(0).mean, 0.0, 0.02);  // of a, in units of 0.5: five standard errors
  EXPECT_LT(start.constraints.at(1).mean, 0.02);         // (0.1/sqrt(3) / 0.5)^2 = 0.013
  EXPECT_EQ(start.simulations, 20000 + 5000);
  EXPECT_EQ(result.state.simulations, 20000 + 2 * 5000 + 200);
  Recorder rest;
  EXPECT_EQ(run(rest, recorder.states.at(0)).state.flow.weights, result.state.flow.weights);
}

TEST_F(TrainerTest, AnInterruptedSimulationLeavesTheEpochBefore) {
  config_.optimizer.epochs = 2;
  config_.optimizer.iterations = 10;
  Recorder whole;
  const SeedResult uninterrupted = run(whole);
  // Evaluation, ten iterations, evaluation: the 15th simulation is inside the second epoch; the first one is
  // the evaluation of the initial distribution.
  Identity interrupted_in_epoch_2(std::numeric_limits<double>::infinity(), /*calls_to_stop=*/15);
  Recorder recorder;
  const SeedResult result = train({config_, spec_, property_, interrupted_in_epoch_2}, 1, {}, recorder);
  EXPECT_EQ(result.outcome, Outcome::interrupted);
  ASSERT_EQ(recorder.states.back().epoch, 1);
  Recorder rest;
  EXPECT_EQ(run(rest, recorder.states.back()).state.flow.weights, uninterrupted.state.flow.weights);

  Identity interrupted_at_once(std::numeric_limits<double>::infinity(), /*calls_to_stop=*/1);
  Recorder none;
  EXPECT_EQ(train({config_, spec_, property_, interrupted_at_once}, 1, {}, none).outcome,
            Outcome::interrupted);
  EXPECT_TRUE(none.states.empty());
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
