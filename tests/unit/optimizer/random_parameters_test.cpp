#include "optimizer/random_parameters.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "identity_model.h"

namespace epi::optimizer {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

class RandomParametersTest : public testing::Test {
 protected:
  TrainingProblem problem() { return {config_, spec_, property_, simulator_}; }

  config::RunConfig config_;
  // A parameter with every kind of support.
  flow::FlowSpec spec_{config_.flow,
                       {"interval", "line", "above", "below"},
                       {{-5.0, 5.0}, flow::Support{}, {1.0, kInfinity}, {-kInfinity, 2.0}}};
  objective::EmergentProperty property_;
  Identity simulator_;
};

TEST_F(RandomParametersTest, TheSlopeIsTheDerivativeOfTheLogDensity) {
  config_.initialization.mean = {{"line", 0.7}};
  config_.initialization.std = {{"line", 2.0}};
  const RandomParameters parameters(problem(), /*seed=*/1);
  const Matrix z = parameters.draw(/*position=*/0, 50);
  const Matrix slope = parameters.log_density_slope(z);
  constexpr double kStep = 1e-6;
  for (std::int64_t j = 0; j < z.cols(); ++j) {
    Matrix low = z, high = z;
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      low(i, j) -= kStep;
      high(i, j) += kStep;
    }
    const std::vector<double> below = parameters.log_density(low), above = parameters.log_density(high);
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      const auto row = static_cast<std::size_t>(i);
      const double quotient = (above[row] - below[row]) / (2.0 * kStep);
      EXPECT_NEAR(slope(i, j), quotient, 1e-4 * (1.0 + std::abs(quotient)))
          << spec_.names[static_cast<std::size_t>(j)];
    }
  }
}

TEST_F(RandomParametersTest, EntropyIsRelativeToThemOnlyWhereTheyWeighAndABoundIsMissing) {
  EXPECT_FALSE(entropy_reference(problem(), 1).has_value());  // no search
  config_.initialization.search = config::Search{.samples = 100, .tolerance = {{"a", 0.1}}};
  EXPECT_FALSE(entropy_reference(problem(), 1).has_value());  // a window weighs all the same
  config_.initialization.search = config::Search{
      .samples = 100, .tolerance = {}, .select = "importance", .rounds = 1, .fit_iterations = 10};
  EXPECT_TRUE(entropy_reference(problem(), 1).has_value());
  spec_.support.assign(4, flow::Support{-1.0, 1.0});
  EXPECT_FALSE(entropy_reference(problem(), 1).has_value());  // a constant
}

TEST_F(RandomParametersTest, IntervalsAreUniformWhateverTheFirstDistribution) {
  config_.initialization.mean = {{"interval", 4.0}};
  config_.initialization.default_std = 0.3;
  const Matrix z = RandomParameters(problem(), /*seed=*/1).draw(/*position=*/0, 20000);
  double mean = 0.0, square = 0.0;
  for (std::int64_t i = 0; i < z.rows(); ++i) mean += z(i, 0) / 20000.0;
  for (std::int64_t i = 0; i < z.rows(); ++i) square += z(i, 0) * z(i, 0) / 20000.0;
  EXPECT_NEAR(mean, 0.0, 0.1);           // five standard errors
  EXPECT_NEAR(square, 25.0 / 3.0, 0.3);  // of [-5, 5]
}

}  // namespace
}  // namespace epi::optimizer
