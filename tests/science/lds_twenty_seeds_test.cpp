#include <cstdlib>
#include <iostream>
#include <sstream>

#include "lds_oscillation.h"

namespace epi::host {
namespace {

constexpr int kSeeds = 20;

// Every seed, not the best of them: both modes, with equal masses, at the largest entropy, and a certificate
// that knows it.
TEST(LdsOscillation, EveryOfTwentySeedsFindsBothModesAtTheMaximum) {
  // EPI_SCIENCE_OVERRIDES adds overrides, separated by blanks, to measure another architecture with the same
  // test.
  std::vector<std::string> overrides;
  if (const char* extra = std::getenv("EPI_SCIENCE_OVERRIDES")) {
    std::istringstream words(extra);
    for (std::string word; words >> word;) overrides.push_back(word);
  }
  for (int seed = 1; seed <= kSeeds; ++seed) {
    std::vector<std::string> of_seed = overrides;
    of_seed.push_back("seeds=[" + std::to_string(seed) + "]");
    const auto folder = run_with("twenty-seeds", of_seed);
    const json summary = summarize(folder);
    EXPECT_EQ(summary.at("status"), "converged") << "seed " << seed;
    const Fresh fresh = measure(folder);
    const json& certificate = summary.at("seeds").at(0).at("certificate");
    std::cout << "seed " << seed << ": H = " << fresh.entropy << ", bound " << certificate.at("bound")
              << ", mass of the mode a2 > 0: " << fresh.mode_mass << '\n';
    expect_property(fresh);
    EXPECT_NEAR(fresh.mode_mass, 0.5, 0.05) << "seed " << seed;
    // A violation within the tolerances may raise the entropy a little above the exact one.
    EXPECT_GT(fresh.entropy, exact_entropy() - 0.03) << "seed " << seed;
    EXPECT_LT(fresh.entropy, exact_entropy() + 0.10) << "seed " << seed;
    EXPECT_TRUE(certificate.at("reliable").get<bool>()) << "seed " << seed << certificate.dump(2);
    EXPECT_NEAR(certificate.at("bound").get<double>(), exact_entropy(),
                0.02 + 3.0 * certificate.at("bound_error").get<double>());
    std::filesystem::remove_all(folder);
  }
}

}  // namespace
}  // namespace epi::host
