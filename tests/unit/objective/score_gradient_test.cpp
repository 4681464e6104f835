#include "objective/score_gradient.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "base/random.h"

namespace epi::objective {
namespace {

using plugin::RowStatus;

EmergentProperty standard_normal() {
  return {"p",
          {{"s.mean", ConstraintKind::mean, 0, 0.0, 1.0, 0.0, 0.1, ""},
           {"s.std", ConstraintKind::second_moment, 0, 0.0, 1.0, 1.0, 0.1, ""}},
          {}};
}

plugin::Simulated simulated_from(const std::vector<double>& s) {
  plugin::Simulated result{Matrix(s, 1), std::vector<RowStatus>(s.size(), RowStatus::ok)};
  return result;
}

std::vector<double> log_normal_density(const std::vector<double>& s, double std) {
  std::vector<double> log_prob;
  for (const double x : s)
    log_prob.push_back(-0.5 * (x / std) * (x / std) - std::log(std * std::sqrt(2.0 * M_PI)));
  return log_prob;
}

std::vector<double> normal_draws(std::int64_t n, double std) {
  std::vector<double> s(static_cast<std::size_t>(n));
  Random(/*seed=*/5, RandomStream::training_base).normal(0, s);
  for (double& x : s) x *= std;
  return s;
}

TEST(ScoreGradient, HasNoNoiseAtTheAnswer) {
  const std::vector<double> s = normal_draws(500, 1.0);
  const ScoreGradient g = score_gradient(standard_normal(), {{0.0, 0.5}, 1e-9}, PenaltyGradient::split_batch,
                                         simulated_from(s), log_normal_density(s, 1.0), {}, 0.25);
  for (const double weight : g.score_weight) EXPECT_NEAR(weight, 0.0, 1e-9);
}

TEST(ScoreGradient, HasNoNoiseAtTheAnswerRelativeToAReference) {
  // Relative to N(0, 2^2) the multiplier 3/8 makes the answer N(0, 1): 1/8 + 3/8 = 1/2.
  const std::vector<double> s = normal_draws(500, 1.0);
  const ScoreGradient g =
      score_gradient(standard_normal(), {{0.0, 0.375}, 1e-9}, PenaltyGradient::split_batch, simulated_from(s),
                     log_normal_density(s, 1.0), log_normal_density(s, 2.0), 0.25);
  for (const double weight : g.score_weight) EXPECT_NEAR(weight, 0.0, 1e-9);
}

TEST(ScoreGradient, IsTheGradientOfTheLagrangian) {
  // q = N(0, std^2) with std the only weight: L = -log(std) + 0.3 std^2 + (c/2)(std^2 - 1)^2 + constants, so
  // that dL/dstd = -1/std + 0.6 std + 2 c std (std^2 - 1); the score is (x^2/std^2 - 1) / std.
  constexpr double kStd = 1.3, kC = 0.2;
  const std::vector<double> s = normal_draws(400000, kStd);
  const ScoreGradient g = score_gradient(standard_normal(), {{0.0, 0.3}, kC}, PenaltyGradient::split_batch,
                                         simulated_from(s), log_normal_density(s, kStd), {}, 0.25);
  double gradient = 0.0;
  for (std::size_t i = 0; i < s.size(); ++i)
    gradient += g.score_weight[i] * (s[i] * s[i] / (kStd * kStd) - 1.0) / kStd;
  EXPECT_NEAR(gradient, -1.0 / kStd + 0.6 * kStd + 2.0 * kC * kStd * (kStd * kStd - 1.0), 0.02);
  EXPECT_NEAR(g.entropy, 0.5 * (1.0 + std::log(2.0 * M_PI)) + std::log(kStd), 0.01);
  EXPECT_NEAR(g.violation[1], kStd * kStd - 1.0, 0.02);
}

TEST(ScoreGradient, WeighsFailedSamplesZeroAndAllTogetherZero) {
  std::vector<double> s = {0.1, -0.4, 2.0, 0.3, 1.0, -1.0};
  plugin::Simulated simulated = simulated_from(s);
  simulated.status[2] = RowStatus::diverged;
  simulated.statistics(2, 0) = std::nan("");
  const ScoreGradient g = score_gradient(standard_normal(), {{0.2, 0.5}, 0.1}, PenaltyGradient::whole_batch,
                                         simulated, std::vector<double>(6, -1.0), {}, 0.25);
  EXPECT_EQ(g.n_ok, 5);
  EXPECT_EQ(g.score_weight[2], 0.0);
  EXPECT_NEAR(std::accumulate(g.score_weight.begin(), g.score_weight.end(), 0.0), 0.0, 1e-12);
  EXPECT_GT(g.score_weight[5], g.score_weight[0]);  // farther from the target: costs more
}

TEST(ScoreGradient, FarCostsCountByARootOrTheirLogarithm) {
  EXPECT_EQ(softened_cost(-3.0, 0.25), -3.0);
  EXPECT_EQ(softened_cost(kFarCost, 0.25), kFarCost);
  EXPECT_NEAR(softened_cost(16.0 * kFarCost, 0.25), 5.0 * kFarCost, 1e-12);
  EXPECT_NEAR(softened_cost(std::exp(1.0) * kFarCost, 0.0), 2.0 * kFarCost, 1e-12);
  EXPECT_NEAR(softened_cost(50.0, 1e-9), softened_cost(50.0, 0.0), 1e-6);
  constexpr double kStep = 1e-6;  // no corner where the root begins
  for (const double exponent : {0.0, 0.25})
    EXPECT_NEAR((softened_cost(kFarCost + kStep, exponent) - kFarCost) / kStep, 1.0, 1e-5);
}

}  // namespace
}  // namespace epi::objective
