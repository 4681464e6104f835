#include "run/winner.h"

#include <gtest/gtest.h>

namespace epi::run {
namespace {

using optimizer::Outcome;
using optimizer::SeedResult;

// A seed of two epochs; best_epoch -1: it never converged.
SeedResult seed_with(double entropy, int best_epoch, double distance = 0.0) {
  SeedResult result;
  result.outcome = best_epoch >= 0 ? Outcome::converged : Outcome::budget_exhausted;
  result.state.best_epoch = best_epoch;
  result.state.flow.weights = {1.0};
  result.state.best_flow.weights = {2.0};
  for (int epoch = 0; epoch < 2; ++epoch) {
    optimizer::EpochRecord record;
    record.epoch = epoch;
    record.entropy = entropy;
    record.constraints = {{.name = "s.mean",
                           .kind = "mean",
                           .unit = "",
                           .target = 0.0,
                           .mean = distance,
                           .lower = distance - 0.01,
                           .upper = distance + 0.01,
                           .tolerance = 0.1}};
    result.state.epochs.push_back(record);
  }
  return result;
}

TEST(Winner, IsTheConvergedSeedOfHighestEntropy) {
  EXPECT_EQ(choose_winner({seed_with(3.0, 1), seed_with(5.0, 1), seed_with(9.0, -1)}), 1U);
}

TEST(Winner, WithoutConvergenceIsTheSeedWhoseWorstConstraintIsClosest) {
  EXPECT_EQ(choose_winner({seed_with(9.0, -1, 0.8), seed_with(1.0, -1, 0.3), seed_with(5.0, -1, 0.5)}), 1U);
}

TEST(Winner, EarlierSeedWinsATie) {
  EXPECT_EQ(choose_winner({seed_with(3.0, 1), seed_with(3.0, 1)}), 0U);
}

TEST(Winner, NothingWinsWithoutAFinishedEpoch) {
  EXPECT_FALSE(choose_winner({SeedResult{}}).has_value());
}

TEST(Winner, ConvergedSeedIsRepresentedByItsBestEpochAnotherByItsLast) {
  EXPECT_EQ(representative_epoch(seed_with(3.0, 0).state).epoch, 0);
  EXPECT_EQ(representative_flow(seed_with(3.0, 0).state).weights, std::vector<double>{2.0});
  EXPECT_EQ(representative_epoch(seed_with(3.0, -1).state).epoch, 1);
  EXPECT_EQ(representative_flow(seed_with(3.0, -1).state).weights, std::vector<double>{1.0});
}

TEST(Winner, DistanceReachesToTheFarEndOfTheInterval) {
  EXPECT_NEAR(worst_in_tolerances(seed_with(3.0, -1, 0.05).state.epochs.back()), 0.6, 1e-12);
  EXPECT_NEAR(worst_in_tolerances(seed_with(3.0, -1, -0.05).state.epochs.back()), 0.6, 1e-12);
}

}  // namespace
}  // namespace epi::run
