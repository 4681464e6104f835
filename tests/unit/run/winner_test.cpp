#include "run/winner.h"

#include <gtest/gtest.h>

namespace epi::run {
namespace {

using optimizer::SeedResult;

// A seed of two epochs, the first of which stands for it.
SeedResult seed_with(double entropy, bool converged, double distance = 0.0) {
  SeedResult result;
  result.state.converged = converged;
  result.state.best_epoch = 0;
  result.state.flow.weights = {1.0};
  result.state.best_flow.weights = {2.0};
  for (int epoch = 0; epoch < 2; ++epoch) {
    optimizer::EpochRecord record;
    record.epoch = epoch;
    record.entropy = entropy;
    record.met = converged && epoch == 0;
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

std::optional<std::size_t> winner_of(const std::vector<SeedResult>& seeds) {
  return choose_winner(seeds, config::Convergence{});
}

TEST(Winner, IsTheConvergedSeedOfHighestEntropy) {
  EXPECT_EQ(winner_of({seed_with(3.0, true), seed_with(5.0, true), seed_with(9.0, false)}), 1U);
}

TEST(Winner, WithoutConvergenceIsTheSeedWhoseWorstConstraintIsClosest) {
  EXPECT_EQ(winner_of({seed_with(9.0, false, 0.8), seed_with(1.0, false, 0.3), seed_with(5.0, false, 0.5)}),
            1U);
}

TEST(Winner, EarlierSeedWinsATie) {
  EXPECT_EQ(winner_of({seed_with(3.0, true), seed_with(3.0, true)}), 0U);
}

TEST(Winner, NothingWinsWithoutAFinishedEpoch) {
  EXPECT_FALSE(winner_of({SeedResult{}}).has_value());
}

TEST(Winner, ASeedIsRepresentedByItsBestEpochAndByItsLastBeforeThereIsOne) {
  SeedResult seed = seed_with(3.0, true);
  EXPECT_EQ(representative_epoch(seed.state).epoch, 0);
  EXPECT_EQ(representative_flow(seed.state).weights, std::vector<double>{2.0});
  seed.state.best_epoch = -1;
  EXPECT_EQ(representative_epoch(seed.state).epoch, 1);
  EXPECT_EQ(representative_flow(seed.state).weights, std::vector<double>{1.0});
}

}  // namespace
}  // namespace epi::run
