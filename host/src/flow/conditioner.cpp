#include "flow/conditioner.h"

#include <cmath>

namespace epi::flow {

Conditioner::Conditioner(TensorSource& source, const std::string& name, long inputs, long outputs,
                         int hidden_layers, int units, const std::vector<at::Tensor>& masks) {
  long width = inputs;
  for (int i = 0; i <= hidden_layers; ++i) {
    const bool last = i == hidden_layers;
    const long next = last ? outputs : units;
    // Uniform fan-in scaling for hidden layers.
    const double bound = last ? 0.0 : 1.0 / std::sqrt(static_cast<double>(width));
    const std::string layer = name + "." + std::to_string(i);
    at::Tensor weight = source.weight(layer + ".weight", {next, width}, bound);
    at::Tensor bias = source.weight(layer + ".bias", {next}, bound);
    at::Tensor mask;
    if (!masks.empty()) mask = masks[static_cast<std::size_t>(i)].to(weight.scalar_type());
    layers_.push_back({weight, bias, mask});
    width = next;
  }
}

at::Tensor Conditioner::operator()(const at::Tensor& x) const {
  at::Tensor h = x;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const Layer& layer = layers_[i];
    h = at::linear(h, layer.mask.defined() ? layer.weight * layer.mask : layer.weight, layer.bias);
    if (i + 1 < layers_.size()) h = at::tanh(h);
  }
  return h;
}

}  // namespace epi::flow
