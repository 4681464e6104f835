#include "flow/affine_coupling.h"

namespace epi::flow {

AffineCoupling::AffineCoupling(TensorSource& source, const std::string& name, const std::vector<bool>& mask,
                               int hidden_layers, int units)
    : split_(mask),
      conditioner_(source, name + ".conditioner", split_.n_passed(), kOutputsOfColumn * split_.n_changed(),
                   hidden_layers, units) {}

AffineCoupling::Steering AffineCoupling::steer(const at::Tensor& passed) const {
  const std::vector<at::Tensor> halves = conditioner_(passed).chunk(2, 1);
  return {halves[0], halves[1]};
}

Mapped AffineCoupling::forward(const at::Tensor& x) {
  const at::Tensor passed = split_.passed(x);
  const Steering steering = steer(passed);
  const at::Tensor changed = at::addcmul(steering.shift, split_.changed(x), at::exp(steering.log_scale));
  return {split_.joined(passed, changed), steering.log_scale.sum(1)};
}

Mapped AffineCoupling::inverse(const at::Tensor& y) {
  const at::Tensor passed = split_.passed(y);
  const Steering steering = steer(passed);
  const at::Tensor changed = (split_.changed(y) - steering.shift) * at::exp(-steering.log_scale);
  return {split_.joined(passed, changed), -steering.log_scale.sum(1)};
}

}  // namespace epi::flow
