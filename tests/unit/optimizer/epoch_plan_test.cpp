#include "optimizer/epoch_plan.h"

#include <gtest/gtest.h>

namespace epi::optimizer {
namespace {

TEST(EpochPlan, TheDescentFollowsTheOptimizer) {
  config::Optimizer optimizer;
  optimizer.epochs = 10;
  optimizer.iterations = 7;
  optimizer.batch = 40;
  optimizer.anneal = config::Anneal{.from = 4.0, .epochs = 2};
  const EpochPlan second = descent_epoch(optimizer, 2);
  EXPECT_FALSE(second.is_polish);
  EXPECT_EQ(second.iterations, 7);
  EXPECT_EQ(second.batch, 40);
  EXPECT_FALSE(second.uses_score);
  EXPECT_DOUBLE_EQ(second.target_width, 2.0);
  EXPECT_EQ(second.forward_emphasis, 0.0);
  optimizer.gradient = "score";
  EXPECT_TRUE(descent_epoch(optimizer, 2).uses_score);
  EXPECT_EQ(descent_epoch(optimizer, 1).far_exponent, 0.0);
  EXPECT_GT(descent_epoch(optimizer, 10).far_exponent, descent_epoch(optimizer, 2).far_exponent);
}

TEST(EpochPlan, ThePolishFirstFindsWhatIsLackedAndThenShedsWhatIsTooMuch) {
  const config::Polish polish{.epochs = 4, .iterations = 9, .batch = 60};
  const EpochPlan first = polish_epoch(polish, 1), last = polish_epoch(polish, 4);
  EXPECT_TRUE(first.is_polish && first.uses_score);
  EXPECT_EQ(first.iterations, 9);
  EXPECT_EQ(first.batch, 60);
  EXPECT_EQ(first.target_width, 1.0);
  EXPECT_EQ(first.forward_emphasis, 1.0);
  EXPECT_EQ(polish_epoch(polish, 2).forward_emphasis, 0.5);
  EXPECT_EQ(last.forward_emphasis, 0.0);
}

TEST(EpochPlan, TheStepFallsOverAllEpochsOfItsStage) {
  config::RunConfig config;
  config.optimizer.learning_rate = 0.01;
  config.optimizer.final_learning_rate = 0.001;
  config.optimizer.epochs = 2;
  config.optimizer.iterations = 10;
  config.polish =
      config::Polish{.epochs = 2, .iterations = 4, .learning_rate = 0.04, .final_learning_rate = 0.01};
  EXPECT_DOUBLE_EQ(learning_rate(config, descent_epoch(config.optimizer, 1), 1), 0.01);
  EXPECT_DOUBLE_EQ(learning_rate(config, descent_epoch(config.optimizer, 2), 1), 0.0055);
  EXPECT_DOUBLE_EQ(learning_rate(config, polish_epoch(*config.polish, 1), 1), 0.04);
  EXPECT_DOUBLE_EQ(learning_rate(config, polish_epoch(*config.polish, 2), 1), 0.02);
}

TEST(EpochPlan, TheStepRisesAtTheBeginningOfAnEpoch) {
  config::RunConfig config;
  config.optimizer.learning_rate = config.optimizer.final_learning_rate = 0.01;
  config.optimizer.warmup = 3;
  EXPECT_DOUBLE_EQ(learning_rate(config, descent_epoch(config.optimizer, 5), 1), 0.0025);
  EXPECT_DOUBLE_EQ(learning_rate(config, descent_epoch(config.optimizer, 5), 4), 0.01);
}

}  // namespace
}  // namespace epi::optimizer
