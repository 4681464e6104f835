#include "optimizer/importance_start.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "identity_model.h"

namespace epi::optimizer {
namespace {

using objective::ConstraintKind;

class ImportanceStartTest : public testing::Test {
 protected:
  ImportanceStartTest() {
    config_.flow.kind = "real_nvp";
    config_.flow.split = "halves";
    config_.flow.masks = 2;
    config_.flow.units = 8;
    config_.optimizer.learning_rate = 0.01;
    config_.optimizer.final_learning_rate = 1e-4;
    config_.optimizer.batch = 200;
    config_.initialization.search = config::Search{
        .samples = 5000, .tolerance = {}, .select = "importance", .rounds = 2, .fit_iterations = 200};
    spec_.architecture = config_.flow;
  }

  std::optional<ImportanceStart> start(flow::TrainableFlow& flow, std::uint64_t seed = 1,
                                       bool stops = false) {
    return importance_start({config_, spec_, property_, simulator_}, seed, flow, [stops] { return stops; });
  }
  flow::TrainableFlow fresh_flow() const { return flow::TrainableFlow(spec_, /*seed=*/1); }

  // Mean of the first parameter under the flow, and its standard deviation.
  std::pair<double, double> moments(const flow::TrainableFlow& flow) const {
    Matrix base(4000, 2);
    Random(/*seed=*/2, RandomStream::epoch_base).normal(0, base.values());
    const Matrix z = flow::FrozenFlow(spec_, flow.state()).sample_and_log_prob(base).z;
    double mean = 0.0, square = 0.0;
    for (std::int64_t i = 0; i < z.rows(); ++i) mean += z(i, 0) / 4000.0;
    for (std::int64_t i = 0; i < z.rows(); ++i) square += (z(i, 0) - mean) * (z(i, 0) - mean) / 4000.0;
    return {mean, std::sqrt(square)};
  }

  config::RunConfig config_;
  flow::FlowSpec spec_{{}, {"a", "b"}, {{-5.0, 5.0}, {-5.0, 5.0}}};
  objective::EmergentProperty property_{"p",
                                        {{"a.mean", ConstraintKind::mean, 0, 1.0, 0.5, 0.0, 0.1, ""},
                                         {"a.std", ConstraintKind::second_moment, 0, 1.0, 0.5, 1.0, 0.1, ""}},
                                        {}};
  Identity simulator_;
};

TEST_F(ImportanceStartTest, FindsTheMaximumEntropyDistribution) {
  flow::TrainableFlow flow = fresh_flow();
  const ImportanceStart found = start(flow).value();
  EXPECT_NEAR(found.eta[0], 0.0, 0.1);
  EXPECT_NEAR(found.eta[1], 0.5, 0.05);
  EXPECT_EQ(found.simulations, 2 * 5000);
  const auto [mean, std] = moments(flow);
  EXPECT_NEAR(mean, 1.0, 0.05);
  EXPECT_NEAR(std, 0.5, 0.05);
}

TEST_F(ImportanceStartTest, ReachesWhatNoRandomParameterShowsRoundByRound) {
  // The first parameter must be six standard deviations of the first round out.
  spec_.support = {flow::Support{}, flow::Support{}};
  property_.equalities[0].centre = property_.equalities[1].centre = 6.0;
  config_.initialization.search->rounds = 6;
  flow::TrainableFlow flow = fresh_flow();
  const ImportanceStart found = start(flow).value();
  const auto [mean, std] = moments(flow);
  EXPECT_NEAR(mean, 6.0, 0.1);
  EXPECT_NEAR(std, 0.5, 0.1);
  // Relative to the standard normal of the first round: exp(-z^2/2 - eta . T) is the normal of mean 6 and std
  // 0.5.
  EXPECT_NEAR(found.eta[1], 0.5 * (1.0 - 0.25), 0.1);
  EXPECT_NEAR(found.eta[0], -6.0 * 0.5, 0.3);
}

TEST_F(ImportanceStartTest, IsAFunctionOfTheSeed) {
  flow::TrainableFlow a = fresh_flow(), b = fresh_flow(), c = fresh_flow();
  start(a, 1), start(b, 1), start(c, 2);
  EXPECT_EQ(a.state().weights, b.state().weights);
  EXPECT_NE(a.state().weights, c.state().weights);
}

TEST_F(ImportanceStartTest, TooFewSamplesAreRefusedWithWhatToRaise) {
  config_.initialization.search->samples = 100;
  flow::TrainableFlow flow = fresh_flow();
  try {
    start(flow);
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_NE(std::string(error.what()).find("initialization.search.samples"), std::string::npos)
        << error.what();
  }
}

TEST_F(ImportanceStartTest, NothingThatCanBeSimulatedIsRefused) {
  Identity fails(/*fails_above=*/-100.0);
  flow::TrainableFlow flow = fresh_flow();
  EXPECT_THROW(importance_start({config_, spec_, property_, fails}, 1, flow, [] { return false; }), Error);
}

TEST_F(ImportanceStartTest, ALaterRoundThatShowsNothingIsDiscarded) {
  // Fails in all simulations but the first.
  class FailsLater : public Identity {
   public:
    plugin::Simulated simulate(const Matrix& z, plugin::Noise noise) override {
      plugin::Simulated result = Identity::simulate(z, noise);
      if (n_calls_++ > 0) std::ranges::fill(result.status, plugin::RowStatus::diverged);
      return result;
    }

   private:
    int n_calls_ = 0;
  };
  FailsLater simulator;
  flow::TrainableFlow flow = fresh_flow(), after_one = fresh_flow();
  const auto found = importance_start({config_, spec_, property_, simulator}, 1, flow, [] { return false; });
  config_.initialization.search->rounds = 1;
  EXPECT_EQ(found->eta, start(after_one)->eta);
  EXPECT_EQ(flow.state().weights, after_one.state().weights);
  EXPECT_EQ(found->simulations, 2 * 5000);  // counted all the same
}

TEST_F(ImportanceStartTest, StopsWhenAsked) {
  flow::TrainableFlow flow = fresh_flow();
  EXPECT_FALSE(start(flow, 1, /*stops=*/true).has_value());
}

TEST_F(ImportanceStartTest, RefusesAMeanBeyondAllThatIsSimulated) {
  // The first parameter is at most 5.
  property_.equalities[0].centre = property_.equalities[1].centre = 7.0;
  property_.equalities[0].unit = "nS";
  flow::TrainableFlow flow = fresh_flow();
  try {
    start(flow);
    FAIL() << "7 nS is out of reach";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::infeasible);
    EXPECT_EQ(error.complaint().where, "emergent_property: a.mean");
    EXPECT_EQ(error.complaint().value, "7 nS");
    EXPECT_NE(error.complaint().rule.find("of 10000 simulations none is above 5 nS"), std::string::npos)
        << error.complaint().rule;
  }
}

TEST_F(ImportanceStartTest, RefusesToBeginFarAway) {
  // A thousandth of the support in its corner: one round of 250 samples does not come there.
  config_.initialization.search->rounds = 1;
  config_.initialization.search->samples = 250;
  for (objective::Constraint& constraint : property_.equalities) {
    constraint.centre = 4.9;
    constraint.scale = 0.001;
  }
  flow::TrainableFlow flow = fresh_flow();
  try {
    start(flow);
    FAIL() << "one round does not come near";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::infeasible);
    EXPECT_NE(error.complaint().what.find("do not come near the property"), std::string::npos)
        << error.what();
    EXPECT_NE(error.complaint().value.find("% of the way"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace epi::optimizer
