#include <cstdlib>
#include <iostream>
#include <sstream>

#include "lds_oscillation.h"

namespace epi::host {
namespace {

TEST(LdsOscillation, TenSeedsConvergeAndTheBestFindsBothModes) {
  // EPI_SCIENCE_OVERRIDES adds overrides, separated by blanks, to measure another architecture with the same
  // test.
  std::vector<std::string> overrides = {"seeds=[1,2,3,4,5,6,7,8,9,10]"};
  if (const char* extra = std::getenv("EPI_SCIENCE_OVERRIDES")) {
    std::istringstream words(extra);
    for (std::string word; words >> word;) overrides.push_back(word);
  }
  const auto folder = run_with("ten-seeds", overrides);
  const json summary = summarize(folder);
  for (const json& seed : summary.at("seeds")) {
    EXPECT_EQ(seed.at("outcome"), "converged") << seed.dump();
    std::cout << "seed " << seed.at("seed") << ": H = " << seed.at("entropy") << '\n';
  }
  const Fresh fresh = measure(folder);
  std::cout << "best seed: H = " << fresh.entropy << ", mass of the mode a2 > 0: " << fresh.mode_mass << '\n';
  expect_property(fresh);
  EXPECT_NEAR(fresh.entropy, exact_entropy(), 0.10);
  EXPECT_NEAR(fresh.mode_mass, 0.5, 0.2);
}

}  // namespace
}  // namespace epi::host
