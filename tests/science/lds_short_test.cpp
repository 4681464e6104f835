#include "lds_oscillation.h"

namespace epi::host {
namespace {

// A run a fifth as long as the default: the property holds, with both modes, near the largest entropy, and
// not above it by more than violations within the tolerance allow.
TEST(LdsOscillation, ShortRunMeetsTheProperty) {
  const auto folder = run_with(
      "short", {"seeds=[1]", "optimizer.epochs=12", "optimizer.iterations=300", "optimizer.batch=500",
                "polish.epochs=6", "polish.iterations=100", "polish.batch=1000"});
  const json summary = summarize(folder);
  EXPECT_EQ(summary.at("status"), "converged") << summary.dump(2);
  const Fresh fresh = measure(folder);
  expect_property(fresh);
  EXPECT_GT(fresh.entropy, exact_entropy() - 0.15);
  EXPECT_NEAR(fresh.mode_mass, 0.5, 0.1);
  EXPECT_LT(fresh.entropy, exact_entropy() + 0.15);
  // However far the density is from the maximum, the certificate knows where that is, or says that it does
  // not.
  const json& certificate = summary.at("seeds").at(0).at("certificate");
  EXPECT_TRUE(certificate.at("reliable").get<bool>()) << certificate.dump(2);
  EXPECT_NEAR(certificate.at("bound").get<double>(), exact_entropy(),
              0.02 + 3.0 * certificate.at("bound_error").get<double>());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace epi::host
