#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "flow/flow.h"
#include "objective/dual_points.h"
#include "optimizer/random_pool.h"
#include "optimizer/weighted_rows.h"

namespace epi::optimizer {

/// The gradient of KL(p, q) with respect to q's weights, p ~ g exp(-eta . T - penalties) the answer at eta.
/// What q lacks weighs most in it. It is estimated from samples of q and from a pool of random parameters
/// together, each weighted by p over the mixture of both densities (the balance heuristic): where q has
/// samples they decide, and where it has none the pool does.
/// Source: Veach & Guibas, SIGGRAPH 1995 (the heuristic); Bornschein & Bengio, "Reweighted wake-sleep", ICLR
/// 2015.
class AnswerGradient {
 public:
  /// @param n_samples_of_q  drawn while the pool's weights stay as they are.
  /// @param flow  q now.
  AnswerGradient(const RandomPool& pool, std::vector<double> eta, const flow::FrozenFlow& flow,
                 std::int64_t n_samples_of_q);

  /// Adds to the weights of the scores of a batch of q those of the gradient, less 1/n each, which takes away
  /// the noise where q is p.
  /// @param points  of the batch.  @param log_prob, log_random  [n_samples], of q and of random parameters.
  /// @param emphasis  factor on the gradient.
  /// @return  the factor times the pool's part of p in [0, 1], which is left to add_pool.
  double add_batch(const objective::DualPoints& points, std::span<const double> log_prob,
                   std::span<const double> log_random, double emphasis, std::span<double> score_weight) const;

  /// Adds the pool's part of the gradient, from `n_points` of its points.
  /// @param part  as add_batch returned it.  @param uniform  [n_points], in (0, 1), which of them.
  void add_pool(flow::TrainableFlow& flow, double part, std::span<const double> uniform,
                std::span<double> gradient);

 private:
  double log_tilt(std::span<const double> t) const;

  const std::vector<double> eta_;
  const double n_pool_, n_q_;
  std::optional<WeightedRows> of_pool_;  // by p over the mixture; empty if the pool is
  double log_scale_ = 0.0;               // of those weights
  std::vector<double> pool_gradient_;
};

}  // namespace epi::optimizer
