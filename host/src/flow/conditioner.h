#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "flow/tensor_source.h"

namespace epi::flow {

/// The small network inside a coupling: tanh hidden layers and a linear output that starts as zero, so that
/// the coupling starts as the identity.
class Conditioner {
 public:
  /// @param hidden_layers  >= 1 of `units` each.
  Conditioner(TensorSource& source, const std::string& name, long inputs, long outputs, int hidden_layers,
              int units);
  /// @param x  [n_samples, inputs].  @return [n_samples, outputs].
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  struct Layer {
    at::Tensor weight;  // [outputs, inputs]
    at::Tensor bias;    // [outputs]
  };
  std::vector<Layer> layers_;
};

}  // namespace epi::flow
