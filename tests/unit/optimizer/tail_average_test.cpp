#include "optimizer/tail_average.h"

#include <gtest/gtest.h>

namespace epi::optimizer {

TEST(TailAverage, IsTheMeanOfTheLastShare) {
  TailAverage average(2, 10, 0.3);
  for (int iteration = 1; iteration <= 10; ++iteration) {
    average.add(iteration, {static_cast<double>(iteration), 100.0 * iteration * iteration});
  }
  EXPECT_EQ(average.count(), 3);
  EXPECT_DOUBLE_EQ(average.mean()[0], (8.0 + 9.0 + 10.0) / 3.0);
  EXPECT_NEAR(average.mean()[1], 100.0 * (64.0 + 81.0 + 100.0) / 3.0, 1e-9);
}

TEST(TailAverage, OfNothingLeavesTheWeightsAlone) {
  TailAverage average(1, 10, 0.0);
  for (int iteration = 1; iteration <= 10; ++iteration) average.add(iteration, {1.0});
  EXPECT_EQ(average.count(), 0);
}

}  // namespace epi::optimizer
