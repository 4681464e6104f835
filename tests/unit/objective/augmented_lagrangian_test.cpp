#include "objective/augmented_lagrangian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/random.h"
#include "objective/constraint_statistics.h"
#include "objective/inequality_penalty.h"

namespace epi::objective {
namespace {

using plugin::RowStatus;

EmergentProperty mean_and_std(double mean, double std) {
  return {"p",
          {{"s.mean", ConstraintKind::mean, 0, mean, std, 0.0, 0.1, ""},
           {"s.std", ConstraintKind::second_moment, 0, mean, std, 1.0, 0.1, ""}},
          {}};
}

plugin::Simulated simulated_from(const std::vector<double>& s) {
  plugin::Simulated result{Matrix(static_cast<std::int64_t>(s.size()), 1),
                           std::vector<RowStatus>(s.size(), RowStatus::ok)};
  std::copy(s.begin(), s.end(), result.statistics.data());
  return result;
}

// For s = m + x with x standard normal and a target mean of 0, the penalty is (c/2) m^2 in expectation of its
// parts, so the exact gradient with respect to m is c m. One estimate: the sum of the cotangents.
double average_penalty_gradient(PenaltyGradient how, double m, double c, int batch, int repeats) {
  const EmergentProperty property{"p", {{"s.mean", ConstraintKind::mean, 0, 0.0, 1.0, 0.0, 0.1, ""}}, {}};
  double average = 0.0;
  for (int r = 0; r < repeats; ++r) {
    std::vector<double> s(static_cast<std::size_t>(batch));
    Random(/*seed=*/5, RandomStream::training_base).normal(static_cast<std::uint64_t>(r), s);
    // A statistic whose slope goes with its value, so that a product of dependent factors would show.
    plugin::Simulated simulated = simulated_from(s);
    for (double& v : simulated.statistics.values()) v = m * std::exp(v - 0.5);
    const BatchGradient g =
        batch_gradient(property, {{0.0}, c}, how, simulated, std::vector<double>(s.size(), 0.0));
    for (std::int64_t i = 0; i < batch; ++i)
      average += g.cotangent(i, 0) * simulated.statistics(i, 0) / m / repeats;
  }
  return average;
}

TEST(AugmentedLagrangian, SplitBatchGradientOfThePenaltyIsUnbiasedWholeBatchIsNot) {
  // s = m e with E[e] = 1 and Var[e] = e - 1, so E[R] = m: exact gradient c m; the whole-batch estimate is
  // too large by c m Var[e] / batch.
  constexpr double kM = 0.7, kC = 2.0;
  constexpr int kBatch = 4, kRepeats = 40000;
  const double split = average_penalty_gradient(PenaltyGradient::split_batch, kM, kC, kBatch, kRepeats);
  const double whole = average_penalty_gradient(PenaltyGradient::whole_batch, kM, kC, kBatch, kRepeats);
  EXPECT_NEAR(split, kC * kM, 0.05);  // about four standard errors
  EXPECT_NEAR(whole, kC * kM * (1.0 + (std::exp(1.0) - 1.0) / kBatch), 0.1);
  EXPECT_GT(whole - split, 0.3);
}

TEST(AugmentedLagrangian, CotangentIsTheGradientOfTheWholeBatchObjective) {
  const EmergentProperty property = mean_and_std(1.0, 0.5);
  const Multipliers multipliers{{0.3, -0.2}, 1.7};
  const std::vector<double> s = {0.2, 1.4, 0.9, 2.0, -0.5, 1.1};
  const std::vector<double> log_prob(s.size(), 0.0);
  const auto objective = [&](const std::vector<double>& at) {
    const plugin::Simulated simulated = simulated_from(at);
    const std::vector<double> r =
        constraint_violation(property, constraint_statistics(property, simulated), simulated.status, 0, 6);
    double value = 0.0;
    for (std::size_t k = 0; k < r.size(); ++k) {
      value += multipliers.eta[k] * r[k] + 0.5 * multipliers.penalty_c * r[k] * r[k];
    }
    return value;
  };
  const BatchGradient g =
      batch_gradient(property, multipliers, PenaltyGradient::whole_batch, simulated_from(s), log_prob);
  for (std::size_t i = 0; i < s.size(); ++i) {
    std::vector<double> up = s, down = s;
    up[i] += 1e-6;
    down[i] -= 1e-6;
    EXPECT_NEAR(g.cotangent(static_cast<std::int64_t>(i), 0), (objective(up) - objective(down)) / 2e-6, 1e-8);
  }
}

TEST(AugmentedLagrangian, FailedRowsHaveNoWeightAnywhere) {
  const EmergentProperty property = mean_and_std(1.0, 0.5);
  plugin::Simulated simulated = simulated_from({0.2, 1.4, 0.9, 2.0, -0.5, 1.1});
  simulated.status[4] = RowStatus::diverged;
  simulated.statistics(4, 0) = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> log_prob = {-1, -2, -3, -4, 1e300, -6};
  const BatchGradient g =
      batch_gradient(property, {{0.3, -0.2}, 1.7}, PenaltyGradient::split_batch, simulated, log_prob);
  EXPECT_EQ(g.n_ok, 5);
  EXPECT_DOUBLE_EQ(g.entropy, 16.0 / 5.0);
  EXPECT_EQ(g.cotangent(4, 0), 0.0);
  EXPECT_EQ(g.log_prob_gradient[4], 0.0);
  EXPECT_DOUBLE_EQ(g.log_prob_gradient[0], 0.2);
  for (const double r : g.violation) EXPECT_TRUE(std::isfinite(r));
}

TEST(AugmentedLagrangian, InequalitiesPullOnlySamplesBeyondTheirBound) {
  const EmergentProperty property{
      "p",
      {},
      {{"s.at_least", ConstraintKind::at_least, 0, 1.0, 2.0, 0.0, 0.01, "", Enforcement::squared_hinge,
        /*strength=*/10.0}}};
  const BatchGradient g = batch_gradient(property, {{}, 1.0}, PenaltyGradient::split_batch,
                                         simulated_from({0.0, 1.5, 1.0, 3.0}), std::vector<double>(4, 0.0));
  // (kappa/2) ((1 - s)/2)^2 / n at s = 0: derivative -10 * 0.5 / 2 / 4.
  EXPECT_DOUBLE_EQ(g.cotangent(0, 0), -0.625);
  for (std::int64_t i = 1; i < 4; ++i) EXPECT_EQ(g.cotangent(i, 0), 0.0);
  EXPECT_DOUBLE_EQ(g.violation.back(), 0.25);  // one of four
}

TEST(AugmentedLagrangian, CotangentOfInequalitiesIsTheGradientOfTheMeanPenalty) {
  EmergentProperty property;
  for (const Enforcement enforcement : {Enforcement::squared_hinge, Enforcement::log_barrier}) {
    property.inequalities.push_back(
        {"s.at_least", ConstraintKind::at_least, 0, 0.1, 2.0, 0.0, 0.01, "", enforcement, 3.0, 0.05});
    property.inequalities.push_back(
        {"s.at_most", ConstraintKind::at_most, 0, 1.3, 0.7, 0.0, 0.01, "", enforcement, 0.4, 0.2});
  }
  // Inside, within the margins, and far beyond both bounds.
  const std::vector<double> s = {0.7, 0.15, 1.25, -0.5, 2.5, 0.11};
  const auto mean_penalty = [&](const std::vector<double>& at) {
    double sum = 0.0;
    for (const double value : at)
      for (const Constraint& inequality : property.inequalities) sum += inequality_penalty(inequality, value);
    return sum / static_cast<double>(at.size());
  };
  const BatchGradient g = batch_gradient(property, {{}, 1.0}, PenaltyGradient::split_batch, simulated_from(s),
                                         std::vector<double>(s.size(), 0.0));
  for (std::size_t i = 0; i < s.size(); ++i) {
    std::vector<double> up = s, down = s;
    up[i] += 1e-6;
    down[i] -= 1e-6;
    const double expected = (mean_penalty(up) - mean_penalty(down)) / 2e-6;
    EXPECT_NEAR(g.cotangent(static_cast<std::int64_t>(i), 0), expected, 1e-6 * (1.0 + std::abs(expected)));
  }
}

}  // namespace
}  // namespace epi::objective
