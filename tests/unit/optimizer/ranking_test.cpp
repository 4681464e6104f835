#include "optimizer/ranking.h"

#include <gtest/gtest.h>

namespace epi::optimizer {
namespace {

EpochRecord epoch_with(double entropy, bool met, bool paper_met, double mean) {
  EpochRecord record;
  record.entropy = entropy;
  record.met = met;
  record.paper_met = paper_met;
  for (const double m : {0.0, mean}) {
    ConstraintVerdict verdict;
    verdict.mean = m;
    verdict.lower = m - 0.01;
    verdict.upper = m + 0.01;
    verdict.tolerance = 0.1;
    record.constraints.push_back(verdict);
  }
  return record;
}

TEST(Ranking, DistanceReachesToTheFarEndOfTheInterval) {
  EXPECT_NEAR(worst_in_tolerances(epoch_with(0.0, false, false, 0.05)), 0.6, 1e-12);
  EXPECT_NEAR(worst_in_tolerances(epoch_with(0.0, false, false, -0.05)), 0.6, 1e-12);
}

TEST(Ranking, ConvergedComesFirstThenEntropyThenTheWorstConstraint) {
  const config::Convergence convergence;
  const EpochRecord met = epoch_with(1.0, true, false, 0.0), wider = epoch_with(2.0, true, false, 0.05);
  const EpochRecord near = epoch_with(5.0, false, true, 0.2), far = epoch_with(9.0, false, true, 0.4);
  EXPECT_TRUE(is_better(met, near, convergence));
  EXPECT_FALSE(is_better(near, met, convergence));
  EXPECT_TRUE(is_better(wider, met, convergence));
  EXPECT_TRUE(is_better(near, far, convergence));
  EXPECT_FALSE(is_better(met, met, convergence));
}

TEST(Ranking, FollowsTheTestThatDecides) {
  config::Convergence paper;
  paper.test = "paper";
  EXPECT_TRUE(is_better(epoch_with(1.0, false, true, 0.4), epoch_with(2.0, true, false, 0.0), paper));
}

}  // namespace
}  // namespace epi::optimizer
