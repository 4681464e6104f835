#pragma once

#include <ATen/ATen.h>

#include <string>
#include <vector>

#include "flow/tensor_source.h"

namespace epi::flow {

/// The small network inside a coupling or an autoregressive layer: tanh hidden layers and a linear output
/// that starts as zero, so that the layer starts as the identity.
class Conditioner {
 public:
  /// @param hidden_layers  >= 1 of `units` each.
  /// @param masks  factors of the weights, one a layer, [outputs, inputs], 0 or 1; empty: all weights count.
  Conditioner(TensorSource& source, const std::string& name, long inputs, long outputs, int hidden_layers,
              int units, const std::vector<at::Tensor>& masks = {});
  /// @param x  [n_samples, inputs].  @return [n_samples, outputs].
  at::Tensor operator()(const at::Tensor& x) const;

 private:
  struct Layer {
    at::Tensor weight;  // [outputs, inputs]
    at::Tensor bias;    // [outputs]
    at::Tensor mask;    // [outputs, inputs]; undefined without
  };
  std::vector<Layer> layers_;
};

}  // namespace epi::flow
