#pragma once

#include <span>
#include <vector>

namespace epi::optimizer {

/// Adam with bias correction on one flat vector of weights, standard settings: beta1 = 0.9, beta2 = 0.999,
/// epsilon = 1e-8.   Source: Kingma & Ba, "Adam", ICLR 2015, Algorithm 1.
class Adam {
 public:
  explicit Adam(std::size_t n_weights) : first_moment_(n_weights, 0.0), second_moment_(n_weights, 0.0) {}

  /// Moves the weights one step against the gradient.
  void step(std::span<const double> gradient, double learning_rate, std::span<double> weights);

 private:
  std::vector<double> first_moment_, second_moment_;
  double decay1_ = 1.0, decay2_ = 1.0;  // beta^t
};

}  // namespace epi::optimizer
