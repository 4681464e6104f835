#include "lds_oscillation.h"

namespace epi::host {
namespace {

// What the ten-seed test would accept of a run a twentieth as long: the property holds, at an entropy that at
// least one whole mode has, and that is not above the maximum by more than violations within the tolerance
// allow.
TEST(LdsOscillation, ShortRunMeetsTheProperty) {
  const auto folder =
      run_with("short", {"seeds=[1]", "optimizer.epochs=10", "optimizer.iterations=250",
                         "optimizer.batch=500", "optimizer.learning_rate=0.003", "flow.masks=6"});
  const json summary = summarize(folder);
  EXPECT_EQ(summary.at("status"), "converged") << summary.dump(2);
  const Fresh fresh = measure(folder);
  expect_property(fresh);
  EXPECT_GT(fresh.entropy, 5.8);
  EXPECT_LT(fresh.entropy, exact_entropy() + 0.15);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace epi::host
