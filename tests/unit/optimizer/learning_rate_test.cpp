#include "optimizer/learning_rate.h"

#include <gtest/gtest.h>

#include <string>

namespace epi::optimizer {
namespace {

config::Optimizer falling(const std::string& decay) {
  config::Optimizer optimizer;
  optimizer.learning_rate = 0.01;
  optimizer.final_learning_rate = 0.0001;
  optimizer.learning_rate_decay = decay;
  return optimizer;
}

TEST(LearningRate, FallsByEqualSteps) {
  EXPECT_DOUBLE_EQ(decayed_learning_rate(falling("linear"), 0.0), 0.01);
  EXPECT_DOUBLE_EQ(decayed_learning_rate(falling("linear"), 0.5), 0.00505);
  EXPECT_NEAR(decayed_learning_rate(falling("linear"), 1.0), 0.0001, 1e-15);
}

TEST(LearningRate, FallsByEqualFactors) {
  EXPECT_DOUBLE_EQ(decayed_learning_rate(falling("geometric"), 0.0), 0.01);
  EXPECT_DOUBLE_EQ(decayed_learning_rate(falling("geometric"), 0.5), 0.001);
  EXPECT_DOUBLE_EQ(decayed_learning_rate(falling("geometric"), 1.0), 0.0001);
}

}  // namespace
}  // namespace epi::optimizer
