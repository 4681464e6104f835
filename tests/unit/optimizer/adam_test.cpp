#include "optimizer/adam.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::optimizer {
namespace {

TEST(Adam, FirstStepHasTheLengthOfTheLearningRateWhateverTheGradient) {
  for (const double gradient : {1e-3, 1.0, -1e4}) {
    Adam adam(1);
    std::vector<double> w = {0.0};
    adam.step(std::vector<double>{gradient}, 0.01, w);
    EXPECT_NEAR(w[0], gradient > 0 ? -0.01 : 0.01, 1e-6);
  }
}

TEST(Adam, ThreeStepsAgreeWithTheAlgorithmWrittenOut) {
  const std::vector<double> gradients = {0.5, -0.2, 0.8};
  double m = 0.0, v = 0.0, expected = 1.0;
  Adam adam(1);
  std::vector<double> w = {1.0};
  for (int t = 1; t <= 3; ++t) {
    const double g = gradients[static_cast<std::size_t>(t - 1)];
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    expected -= 0.1 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8);
    adam.step(std::vector<double>{g}, 0.1, w);
    EXPECT_NEAR(w[0], expected, 1e-12);
  }
}

}  // namespace
}  // namespace epi::optimizer
