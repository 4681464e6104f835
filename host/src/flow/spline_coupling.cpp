#include "flow/spline_coupling.h"

namespace epi::flow {

SplineCoupling::SplineCoupling(TensorSource& source, const std::string& name, const std::vector<bool>& mask,
                               int hidden_layers, int units, int bins)
    : split_(mask),
      conditioner_(source, name + ".conditioner", split_.n_passed(),
                   outputs_of_column(bins) * split_.n_changed(), hidden_layers, units) {}

SplineCoupling::Steering SplineCoupling::steer(const at::Tensor& passed) const {
  const long n = split_.n_changed();
  const at::Tensor outputs = conditioner_(passed);
  const at::Tensor of_splines = outputs.narrow(1, 2 * n, outputs.size(1) - 2 * n);
  return {outputs.narrow(1, 0, n), outputs.narrow(1, n, n),
          RationalQuadratic(of_splines.reshape({passed.size(0), n, of_splines.size(1) / n}))};
}

Mapped SplineCoupling::forward(const at::Tensor& x) {
  const at::Tensor passed = split_.passed(x);
  const Steering steering = steer(passed);
  const RationalQuadratic::Value bent = steering.spline.forward(split_.changed(x));
  const at::Tensor changed = at::addcmul(steering.shift, bent.value, at::exp(steering.log_scale));
  return {split_.joined(passed, changed), (bent.log_slope + steering.log_scale).sum(1)};
}

Mapped SplineCoupling::inverse(const at::Tensor& y) {
  const at::Tensor passed = split_.passed(y);
  const Steering steering = steer(passed);
  const at::Tensor bent = (split_.changed(y) - steering.shift) * at::exp(-steering.log_scale);
  const RationalQuadratic::Value back = steering.spline.inverse(bent);
  return {split_.joined(passed, back.value), (back.log_slope - steering.log_scale).sum(1)};
}

}  // namespace epi::flow
