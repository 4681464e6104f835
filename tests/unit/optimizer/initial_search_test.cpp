#include "optimizer/initial_search.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "identity_model.h"
#include "optimizer/search_window.h"

namespace epi::optimizer {
namespace {

// A ridge: the first statistic is the sum of both parameters, the second one is b.
class Ridge : public Identity {
 public:
  plugin::Simulated simulate(const Matrix& z, plugin::Noise noise) override {
    plugin::Simulated result = Identity::simulate(z, noise);
    for (std::int64_t i = 0; i < z.rows(); ++i) result.statistics(i, 0) = z(i, 0) + z(i, 1);
    return result;
  }
};

config::Constraint mean_and_std(const std::string& statistic, double mean, double std) {
  return {.statistic = statistic, .mean = mean, .std = std};
}

class InitialSearch : public testing::Test {
 protected:
  InitialSearch() {
    config_.emergent_property.constraints = {mean_and_std("s", 1.0, 0.2)};
    config_.initialization.search = config::Search{.samples = 25000, .tolerance = {}};
    model_.statistics.resize(2);
    model_.statistics[0].name = "s";
    model_.statistics[1].name = "t";
  }

  std::optional<SearchResult> search(std::uint64_t seed = 1, bool stops = false) {
    const objective::EmergentProperty property = resolved();
    return search_initial({config_, spec_, property, simulator_}, seed, [&] { return stops; });
  }
  objective::EmergentProperty resolved() const {
    return objective::resolve_property(config_.emergent_property, config_.convergence, config_.optimizer,
                                       model_);
  }
  std::string complaint() {
    try {
      search();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.what();
    }
    return "";
  }

  config::RunConfig config_;
  plugin::ModelSpec model_;
  flow::FlowSpec spec_{{}, {"a", "b"}, {{-1.0, 3.0}, {-1.0, 3.0}}};
  Ridge simulator_;
};

TEST_F(InitialSearch, FindsTheRidgeWithItsCorrelation) {
  const CorrelatedGaussian found = search().value().gaussian;
  // On the ridge a + b = 1 in [-1, 3]^2, a runs uniformly over [-1, 2], so that by symmetry both have the
  // same mean and spread, and they are strongly anticorrelated.
  EXPECT_NEAR(found.mean[0], found.mean[1], 0.1);
  EXPECT_LT(found.mean[0], 0.0);  // below the middle of the interval
  EXPECT_EQ(found.factor(0, 1), 0.0);
  EXPECT_GT(found.factor(0, 0), 0.0);
  const double second_std = std::hypot(found.factor(1, 0), found.factor(1, 1));
  EXPECT_NEAR(second_std, found.factor(0, 0), 0.15 * second_std);
  EXPECT_LT(found.factor(1, 0) / second_std, -0.7);
}

TEST_F(InitialSearch, IsAFunctionOfTheSeed) {
  EXPECT_EQ(search(1)->gaussian.mean, search(1)->gaussian.mean);
  EXPECT_NE(search(1)->gaussian.mean, search(2)->gaussian.mean);
}

TEST_F(InitialSearch, TheMomentsAreThoseOfTheAcceptedDraws) {
  // Everything is accepted on the real line with its default Gaussian, so the finds are standard normal.
  spec_.support = {flow::Support{}, flow::Support{}};
  config_.initialization.mean = {{"a", 2.0}};
  config_.initialization.std = {{"b", 0.5}};
  config_.initialization.search->tolerance = {{"s", 1e6}};
  const CorrelatedGaussian found = search().value().gaussian;
  // Five standard errors of 25,000 draws.
  EXPECT_NEAR(found.mean[0], 2.0, 0.035);
  EXPECT_NEAR(found.mean[1], 0.0, 0.02);
  EXPECT_NEAR(found.factor(0, 0), 1.0, 0.025);
  EXPECT_NEAR(found.factor(1, 0), 0.0, 0.02);
  EXPECT_NEAR(found.factor(1, 1), 0.5, 0.015);
}

TEST_F(InitialSearch, TooFewFindsAreRefusedWithWhatToRaise) {
  config_.initialization.search->samples = 100;
  config_.initialization.search->tolerance = {{"s", 0.01}};
  const std::string message = complaint();
  EXPECT_NE(message.find("of 100"), std::string::npos) << message;
  EXPECT_NE(message.find("at least 15"), std::string::npos)
      << message;  // five times (two parameters and one)
  EXPECT_NE(message.find("initialization.search.samples"), std::string::npos) << message;
  EXPECT_NE(message.find("tolerance"), std::string::npos) << message;
}

TEST_F(InitialSearch, FailedSimulationsAreNoFinds) {
  Identity fails_often(/*fails_above=*/-5.0);
  const objective::EmergentProperty property = resolved();
  try {
    search_initial({config_, spec_, property, fails_often}, 1, [] { return false; });
    FAIL() << "expected an error";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("25000 simulations failed"), std::string::npos) << error.what();
  }
}

TEST_F(InitialSearch, MomentsOfABoundedParameterAreRefused) {
  config_.initialization.mean = {{"b", 0.0}};
  EXPECT_NE(complaint().find("initialization.mean.b"), std::string::npos);
}

TEST_F(InitialSearch, StopsWhenAsked) {
  EXPECT_FALSE(search(1, /*stops=*/true).has_value());
}

TEST_F(InitialSearch, WindowsComeFromToleranceStdOrBounds) {
  config_.emergent_property.constraints = {mean_and_std("s", 1.0, 0.2),
                                           {.statistic = "t", .mean = 5.0, .tolerance = 0.5},
                                           {.statistic = "t", .at_least = 4.0}};
  objective::EmergentProperty property = resolved();
  std::vector<SearchWindow> windows = search_windows({config_, spec_, property, simulator_});
  ASSERT_EQ(windows.size(), 3U);
  EXPECT_DOUBLE_EQ(windows[0].lower, 0.8);
  EXPECT_DOUBLE_EQ(windows[0].upper, 1.2);
  EXPECT_EQ(windows[1].column, 1);
  EXPECT_DOUBLE_EQ(windows[1].lower, 4.5);
  EXPECT_EQ(windows[2].lower, 4.0);
  EXPECT_TRUE(windows[2].holds(1e300));
  config_.initialization.search->tolerance = {{"t", 2.0}};
  windows = search_windows({config_, spec_, property, simulator_});
  EXPECT_DOUBLE_EQ(windows[0].upper, 1.2);
  EXPECT_DOUBLE_EQ(windows[1].upper, 7.0);
  EXPECT_DOUBLE_EQ(windows[2].lower, 2.0);
}

}  // namespace
}  // namespace epi::optimizer
