#include "objective/dual_bound.h"

#include <gtest/gtest.h>

#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

namespace epi::objective {
namespace {

constexpr std::int64_t kPoints = 20000;
// Of the standard normal, which is the answer to mean 0 and second moment 1.
const double kEntropy = 0.5 * std::log(2.0 * std::numbers::pi * std::numbers::e);
const std::vector<double> kTarget = {0.0, 1.0}, kNoSlack = {0.0, 0.0};

// Evenly spaced quantiles of a normal q.
DualPoints points_of_normal(double mean, double std, std::int64_t n = kPoints) {
  DualPoints points;
  points.t = Matrix(n, 2);
  const boost::math::normal q(mean, std);
  for (std::int64_t i = 0; i < n; ++i) {
    const std::int64_t mixed = i * 7919 % n;  // neighbours must not fall into the same half
    const double z = boost::math::quantile(q, (static_cast<double>(mixed) + 0.5) / static_cast<double>(n));
    points.t(i, 0) = z;
    points.t(i, 1) = z * z;
    points.log_ratio.push_back(-std::log(boost::math::pdf(q, z)));
    points.rows.push_back(i);
  }
  return points;
}

TEST(DualBound, IsTheLargestEntropyWhateverTheSamples) {
  for (const auto& [mean, std] : {std::pair{0.0, 1.0}, {0.1, 1.2}, {-0.5, 1.5}, {0.0, 0.85}}) {
    const DualBound bound = dual_bound(points_of_normal(mean, std), kPoints, kTarget, kNoSlack).value();
    EXPECT_NEAR(bound.bound, kEntropy, 0.01) << mean << " " << std;
    EXPECT_NEAR(bound.eta[0], 0.0, 0.02);
    EXPECT_NEAR(bound.eta[1], 0.5, 0.02);
    EXPECT_NEAR(bound.log_normaliser, kEntropy, 0.01) << mean << " " << std;
  }
}

TEST(DualBound, EffectiveSamplesFollowFromTheWeights) {
  // E[w^2] of N(0, 1) over N(0, s):  s^2 / sqrt(2 s^2 - 1).
  const double s2 = 1.2 * 1.2;
  const AnswerWeights found =
      answer_weights(points_of_normal(0.0, 1.2), kPoints, std::vector<double>{0.0, 0.5});
  EXPECT_NEAR(found.effective_share, std::sqrt(2.0 * s2 - 1.0) / s2, 0.005);
  EXPECT_LT(found.pareto_k, 0.5);
}

TEST(DualBound, TooNarrowSamplesAreToldByTheirTail) {
  const DualBound bound = dual_bound(points_of_normal(0.0, 0.5), kPoints, kTarget, kNoSlack).value();
  EXPECT_GT(bound.pareto_k, 0.7);
}

TEST(DualBound, WhatCannotBeSimulatedIsNoRoom) {
  // Every second parameter fails: half of the density is left, and log 2 nats less.
  const DualPoints all = points_of_normal(0.0, 1.0);
  const DualPoints half = points_where(all, [&](std::size_t i) { return i / 2 % 2 == 0; });
  const DualBound bound = dual_bound(half, kPoints, kTarget, kNoSlack).value();
  EXPECT_NEAR(bound.bound, kEntropy - std::log(2.0), 0.02);
  EXPECT_NEAR(answer_weights(half, kPoints, bound.eta).effective_share, 0.5, 0.01);
}

TEST(DualBound, TellsHowLittleTheHalvesAgree) {
  const DualPoints all = points_of_normal(0.0, 1.2);
  EXPECT_NEAR(dual_bound(all, kPoints, kTarget, kNoSlack)->optimism, 0.0, 1e-3);
  // One half lacks a tail on the left, the other one on the right.
  const DualPoints torn = points_where(all, [&](std::size_t i) {
    return i % 2 == 0 ? all.t(static_cast<std::int64_t>(i), 0) > -1.0
                      : all.t(static_cast<std::int64_t>(i), 0) < 1.0;
  });
  EXPECT_GT(dual_bound(torn, kPoints, kTarget, kNoSlack)->optimism, 0.02);
}

TEST(DualBound, SlackRaisesIt) {
  // |E[z^2] - 1| <= 0.2: the widest has 1.2.
  const DualBound bound =
      dual_bound(points_of_normal(0.0, 1.2), kPoints, kTarget, std::vector<double>{0.0, 0.2}).value();
  EXPECT_NEAR(bound.bound, kEntropy + 0.5 * std::log(1.2), 0.01);
}

TEST(DualBound, ThereIsNoneOutOfReach) {
  EXPECT_FALSE(dual_bound(points_of_normal(0.0, 1.0), kPoints, std::vector<double>{9.0, 82.0}, kNoSlack));
  EXPECT_FALSE(dual_bound(DualPoints{}, kPoints, kTarget, kNoSlack));
}

TEST(DualBound, WeightsHaveTheMeanOneOverAllSamples) {
  const DualPoints all = points_of_normal(0.0, 1.2, 1000);
  const DualPoints some = points_where(all, [](std::size_t i) { return i != 3; });
  const std::vector<double> weights = answer_weights(some, 1000, std::vector<double>{0.0, 0.5}).weights;
  ASSERT_EQ(weights.size(), 1000U);
  EXPECT_EQ(weights[3], 0.0);
  double sum = 0.0;
  for (const double w : weights) sum += w;
  EXPECT_NEAR(sum / 1000.0, 1.0, 1e-12);
  const double z = all.t(7, 0), ratio = -0.5 * z * z + 0.5 * z * z / 1.44 + std::log(1.2);
  EXPECT_NEAR(std::log(weights[7]), ratio, 0.01);
}

}  // namespace
}  // namespace epi::objective
