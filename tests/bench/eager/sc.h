#pragma once

#include <torch/types.h>

namespace epi::bench {

/// The superior colliculus circuit as a user of LibTorch writes it: tensors over conditions, samples, units
/// and trials, derivatives by autograd through all steps. Equations, constants and start as in plugins/sc.
class EagerSc {
 public:
  explicit EagerSc(torch::ScalarType type);

  /// accuracy, bernoulli_error, separation and variance, each pro and anti: [n, 8].
  /// @param z      [n, 8]: sW_P, sW_A, vW_PA, vW_AP, dW_PA, dW_AP, hW_P, hW_A
  /// @param noise  [74, 1 or n, 4, trials] or without the second dimension: what is added at every step,
  /// sigma included; a
  ///               second dimension of 1: all samples share the draws
  torch::Tensor statistics(const torch::Tensor& z, const torch::Tensor& noise) const;

 private:
  torch::ScalarType type_;
  torch::Tensor input_;      // [74, conditions, 1, 4, 1], pro and anti
  torch::Tensor positions_;  // [16]: the weight in every place of W
};

}  // namespace epi::bench
