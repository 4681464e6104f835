#include "objective/pareto_tail.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace epi::objective {
namespace {

// Quantiles of the Pareto distribution of shape k in mixed order, with a ripple.
std::vector<double> pareto_weights(double k) {
  constexpr int kWeights = 1000;
  std::vector<double> log_weights(kWeights);
  for (int i = 0; i < kWeights; ++i) {
    const double p = (i * 617 % kWeights + 0.5) / kWeights;
    log_weights[static_cast<std::size_t>(i)] = -k * std::log1p(-p) + 0.1 * std::sin(7.0 * i);
  }
  return log_weights;
}

struct Reference {
  double k, k_hat;
  double moved;  // by how much the largest log weight moves
};
// Made with ArviZ 0.17.1: psislw of the same weights, relative to one that is not of the tail.
constexpr Reference kReferences[] = {{0.3, 0.31204485169585366, -0.018470615052070816},
                                     {0.6, 0.5570608345236729, -0.17359473150394056},
                                     {0.9, 0.8478480350317518, -0.27544623604591756}};

TEST(ParetoTail, AgreesWithArviz) {
  for (const Reference& reference : kReferences) {
    const std::vector<double> log_weights = pareto_weights(reference.k);
    const SmoothedWeights smoothed = smooth_tail(log_weights);
    const auto largest =
        static_cast<std::size_t>(std::ranges::max_element(log_weights) - log_weights.begin());
    EXPECT_NEAR(smoothed.k_hat, reference.k_hat, 1e-9);
    EXPECT_NEAR(smoothed.log_weights[largest] - log_weights[largest], reference.moved, 1e-9);
  }
}

TEST(ParetoTail, WeightsBelowTheTailStay) {
  const std::vector<double> log_weights = pareto_weights(0.6);
  const SmoothedWeights smoothed = smooth_tail(log_weights);
  std::vector<double> sorted(log_weights);
  std::ranges::sort(sorted);
  const double cutoff = sorted[sorted.size() - 96];  // of 3 sqrt(1000) weights, 95 are the tail
  for (std::size_t i = 0; i < log_weights.size(); ++i)
    if (log_weights[i] <= cutoff) {
      EXPECT_EQ(smoothed.log_weights[i], log_weights[i]);
    }
}

TEST(ParetoTail, EvenWeightsHaveNoTail) {
  const std::vector<double> even(100, -3.0);
  EXPECT_EQ(smooth_tail(even).k_hat, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(smooth_tail(even).log_weights, even);
}

TEST(ParetoTail, OneWeightThatOutweighsAllOthersIsNotReliable) {
  std::vector<double> log_weights(1000, -std::numeric_limits<double>::infinity());
  log_weights[17] = 5.0;
  EXPECT_GT(smooth_tail(log_weights).k_hat, largest_reliable_k(1000.0));
}

TEST(ParetoTail, TheLimitRisesWithTheNumberOfWeights) {
  EXPECT_NEAR(largest_reliable_k(100.0), 0.5, 1e-12);
  EXPECT_NEAR(largest_reliable_k(20000.0), 0.7, 1e-12);
}

}  // namespace
}  // namespace epi::objective
