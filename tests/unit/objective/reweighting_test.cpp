#include "objective/reweighting.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace epi::objective {
namespace {

const std::vector<double> kNone = {0.0, 0.0};      // slack of two constraints
const std::vector<double> kStandard = {0.0, 1.0};  // E[t] = 0, E[t^2] = 1

// Draws of N(mean, std^2) as T = (t, t^2), and minus their log density.
struct Sample {
  Matrix t;
  std::vector<double> log_ratio;
};

Sample normal_sample(std::int64_t n, double mean, double std, std::uint64_t seed = 3) {
  std::vector<double> x(static_cast<std::size_t>(n));
  Random(seed, RandomStream::training_base).normal(0, x);
  Sample sample{Matrix(n, 2), {}};
  for (std::int64_t i = 0; i < n; ++i) {
    const double u = x[static_cast<std::size_t>(i)], t = mean + std * u;
    sample.t(i, 0) = t;
    sample.t(i, 1) = t * t;
    sample.log_ratio.push_back(0.5 * u * u + std::log(std));
  }
  return sample;
}

TEST(Reweighting, FindsTheMultipliersOfAGaussianInOneStep) {
  // q follows its multipliers exactly, N(.3, 1.2^2) ~ exp(-eta . T): no bias, and one step leads to N(0, 1).
  constexpr double kMean = 0.3, kStd = 1.2;
  const Sample sample = normal_sample(40000, kMean, kStd);
  const std::vector<double> eta = {-kMean / (kStd * kStd), 0.5 / (kStd * kStd)};
  const std::vector<double> next = reweighted_eta(sample.t, sample.log_ratio, eta, kStandard, kNone);
  EXPECT_NEAR(next[0], 0.0, 0.02);
  EXPECT_NEAR(next[1], 0.5, 0.02);
}

TEST(Reweighting, CorrectsForAQThatIsWiderThanItsMultipliersAsk) {
  // The multipliers are those of N(0, 1), but q has twice the variance: p must become narrower than asked for
  // until q itself meets the target, by the bias of 1: E[t^2] of p = 0 is out of reach, so part of the way.
  const Sample sample = normal_sample(40000, 0.0, std::sqrt(2.0));
  const std::vector<double> next =
      reweighted_eta(sample.t, sample.log_ratio, std::vector{0.0, 0.5}, kStandard, kNone);
  EXPECT_NEAR(next[0], 0.0, 0.05);
  EXPECT_GT(next[1], 0.7);
  EXPECT_LT(next[1], 3.0);
}

TEST(Reweighting, LeavesMultipliersThatMeetTheTargetsAlone) {
  const Sample sample = normal_sample(40000, 0.0, 1.0);
  std::vector<double> own(2, 0.0);  // the sample's moments as targets
  for (std::int64_t i = 0; i < sample.t.rows(); ++i)
    for (std::int64_t k = 0; k < 2; ++k) own[static_cast<std::size_t>(k)] += sample.t(i, k) / 40000.0;
  // q need not follow eta for that.
  const std::vector<double> eta = {0.2, 0.8};
  const std::vector<double> next = reweighted_eta(sample.t, sample.log_ratio, eta, own, kNone);
  EXPECT_NEAR(next[0], eta[0], 1e-4);
  EXPECT_NEAR(next[1], eta[1], 1e-4);
}

TEST(Reweighting, MovesAsFarAsTheSamplesAreWorthSomething) {
  // Ten standard deviations off: the step leads towards the target without giving the weight to a few.
  const Sample sample = normal_sample(5000, 10.0, 1.0);
  const std::vector<double> eta = {-10.0, 0.5};
  const std::vector<double> next = reweighted_eta(sample.t, sample.log_ratio, eta, kStandard, kNone);
  EXPECT_GT(next[0] + 2.0 * next[1] * 10.0, 0.01);  // the slope of eta . T at the samples pulls them down
  EXPECT_LT(next[0] + 2.0 * next[1] * 10.0, 10.0);
}

TEST(Reweighting, AConstraintWithinItsSlackHasNoMultiplier) {
  const Sample sample = normal_sample(40000, 0.05, 1.0);
  const std::vector<double> next =
      reweighted_eta(sample.t, sample.log_ratio, std::vector{0.0, 0.5}, kStandard, std::vector{0.2, 0.0});
  EXPECT_EQ(next[0], 0.0);
  EXPECT_NEAR(next[1], 0.5, 0.05);
}

}  // namespace
}  // namespace epi::objective
