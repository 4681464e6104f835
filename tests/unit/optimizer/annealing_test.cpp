#include "optimizer/annealing.h"

#include <gtest/gtest.h>

namespace epi::optimizer {
namespace {

config::Optimizer annealed(double from, int epochs) {
  config::Optimizer optimizer;
  optimizer.anneal = config::Anneal{.from = from, .epochs = epochs};
  return optimizer;
}

TEST(Annealing, FallsGeometricallyFromTheFirstEpochToOneBehindTheLast) {
  const config::Optimizer optimizer = annealed(100.0, 4);
  EXPECT_DOUBLE_EQ(target_width(optimizer, 1), 100.0);
  for (int epoch = 1; epoch < 4; ++epoch)  // the fourth root of 100 an epoch
    EXPECT_NEAR(target_width(optimizer, epoch) / target_width(optimizer, epoch + 1), 3.1622776601683795,
                1e-12);
  EXPECT_GT(target_width(optimizer, 4), 1.0);
  EXPECT_EQ(target_width(optimizer, 5), 1.0);
  EXPECT_EQ(target_width(optimizer, 500), 1.0);
}

TEST(Annealing, TheInitialDistributionIsMeasuredLikeTheFirstEpoch) {
  EXPECT_EQ(target_width(annealed(10.0, 1), 0), 10.0);
}

TEST(Annealing, WithoutItEveryEpochHasTheTargetsAsked) {
  EXPECT_EQ(target_width(config::Optimizer{}, 0), 1.0);
  EXPECT_EQ(target_width(config::Optimizer{}, 7), 1.0);
}

}  // namespace
}  // namespace epi::optimizer
