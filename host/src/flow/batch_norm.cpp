#include "flow/batch_norm.h"

namespace epi::flow {

BatchNorm::BatchNorm(TensorSource& source, const std::string& name, long columns, double momentum, Mode mode)
    : momentum_(momentum),
      mode_(mode),
      mean_(source.moment(name + ".mean", {columns}, 0.0)),
      variance_(source.moment(name + ".variance", {columns}, 1.0)) {}

Mapped BatchNorm::normalise(const at::Tensor& x, const at::Tensor& mean, const at::Tensor& variance) const {
  const at::Tensor spread = variance + kEpsilon;
  const at::Tensor log_det = (-0.5 * at::log(spread).sum()).expand({x.size(0)});
  return {(x - mean) * at::rsqrt(spread), log_det};
}

Mapped BatchNorm::forward(const at::Tensor& x) {
  if (mode_ == Mode::frozen) return normalise(x, mean_, variance_);
  const at::Tensor mean = x.mean(0);
  const at::Tensor variance = (x - mean).square().mean(0);
  {
    const at::NoGradGuard no_grad;
    mean_.lerp_(mean, 1.0 - momentum_);
    variance_.lerp_(variance, 1.0 - momentum_);
  }
  return normalise(x, mean, variance);
}

Mapped BatchNorm::inverse(const at::Tensor& y) {
  const at::Tensor spread = variance_ + kEpsilon;
  return {y * at::sqrt(spread) + mean_, (0.5 * at::log(spread).sum()).expand({y.size(0)})};
}

}  // namespace epi::flow
