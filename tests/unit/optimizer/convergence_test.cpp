#include "optimizer/convergence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace epi::optimizer {
namespace {

using objective::ConstraintKind;

objective::EmergentProperty mean_is_zero() {
  return {"p", {{"s.mean", ConstraintKind::mean, 0, 0.0, 1.0, 0.0, 0.1, ""}}, {}};
}

plugin::Simulated normal_statistics(std::int64_t n, double mean, std::uint64_t position = 0) {
  plugin::Simulated simulated{
      Matrix(n, 1), std::vector<plugin::RowStatus>(static_cast<std::size_t>(n), plugin::RowStatus::ok)};
  Random(/*seed=*/2, RandomStream::epoch_base).normal(position, simulated.statistics.values());
  for (double& s : simulated.statistics.values()) s += mean;
  return simulated;
}

ConstraintVerdict judge_one(const objective::EmergentProperty& property, const plugin::Simulated& simulated,
                            const config::RunConfig& config = {}) {
  return judge(property, simulated, config, Random(1, RandomStream::bootstrap), 1).at(0);
}

TEST(Convergence, EquivalenceIsMetWhenTheWholeIntervalIsWithinTheTolerance) {
  const ConstraintVerdict v = judge_one(mean_is_zero(), normal_statistics(10000, 0.0));
  EXPECT_TRUE(v.met);
  EXPECT_NEAR(v.upper - v.lower, 2 * 1.96 / 100, 1e-3);  // 95% interval of a mean of 10,000
}

TEST(Convergence, EquivalenceIsNotMetWhenTheIntervalReachesBeyondTheTolerance) {
  EXPECT_FALSE(judge_one(mean_is_zero(), normal_statistics(10000, 0.095)).met);  // mean inside, interval not
  EXPECT_FALSE(judge_one(mean_is_zero(), normal_statistics(10000, 0.2)).met);
}

TEST(Convergence, FewSamplesCannotPassTheEquivalenceTestButPassThePapersTest) {
  const ConstraintVerdict v = judge_one(mean_is_zero(), normal_statistics(100, 0.0));
  EXPECT_FALSE(v.met);
  EXPECT_TRUE(v.paper_met);
}

TEST(Convergence, IntervalCoversTheTruthAtItsConfidence) {
  int covered = 0;
  constexpr int kRepeats = 400;
  for (int r = 0; r < kRepeats; ++r) {
    const ConstraintVerdict v =
        judge_one(mean_is_zero(), normal_statistics(200, 0.0, static_cast<std::uint64_t>(r)));
    covered += v.lower <= 0.0 && v.upper >= 0.0 ? 1 : 0;
  }
  EXPECT_NEAR(covered / static_cast<double>(kRepeats), 0.95, 0.035);  // three binomial standard errors
}

TEST(Convergence, PapersTestRejectsADistributionFarFromTheTarget) {
  const ConstraintVerdict v = judge_one(mean_is_zero(), normal_statistics(10000, 1.0));
  EXPECT_LT(v.paper_p, 0.05);
  EXPECT_FALSE(v.paper_met);
}

TEST(Convergence, PapersTestGetsEasierWithFewerSamplesPerBootstrap) {
  config::RunConfig strict, lax;
  strict.convergence.nu = 1.0;
  lax.convergence.nu = 0.05;
  const plugin::Simulated off = normal_statistics(10000, 0.12);
  EXPECT_FALSE(judge_one(mean_is_zero(), off, strict).paper_met);
  EXPECT_TRUE(judge_one(mean_is_zero(), off, lax).paper_met);
}

TEST(Convergence, InequalityIsMetByItsViolatingShare) {
  const objective::EmergentProperty property{
      "p", {}, {{"s.at_least", ConstraintKind::at_least, 0, -3.0, 1.0, 0.0, 0.01, ""}}};
  const ConstraintVerdict rare = judge_one(property, normal_statistics(10000, 0.0));
  EXPECT_NEAR(rare.mean, 0.00135, 0.0015);  // P(x < -3)
  EXPECT_TRUE(rare.met);
  EXPECT_FALSE(judge_one(property, normal_statistics(10000, -1.0)).met);  // P(x < -2) = 0.023
}

}  // namespace
}  // namespace epi::optimizer
