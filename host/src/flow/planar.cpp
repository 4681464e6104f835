#include "flow/planar.h"

#include <cmath>

#include "flow/planar_root.h"

namespace epi::flow {
namespace {

// Folds of all sizes of the base distribution's spread, anywhere on it; b is compared with w.z ~ N(0, |w|^2).
constexpr double kInitialShift = 1.0;
// Small, so that q starts close to the Gaussian of its affine layer; not zero, so that layers differ.
constexpr double kInitialFold = 0.01;

// log(d w.z' / d w.z) with tanh(t) given: tanh^2 + s (1 - tanh^2), a mean of 1 and s, cannot cancel.
at::Tensor log_slope(const at::Tensor& tanh, const at::Tensor& s) {
  const at::Tensor square = tanh.square();
  return at::log(square + s * (1.0 - square));
}

}  // namespace

double Planar::offset() {
  static const double offset = std::log(std::expm1(1.0 - kLeastSlope));
  return offset;
}

Planar::Planar(TensorSource& source, const std::string& name, long columns)
    : w_(source.weight(name + ".w", {columns}, 1.0 / std::sqrt(static_cast<double>(columns)))),
      u_(source.weight(name + ".u", {columns}, kInitialFold)),
      b_(source.weight(name + ".b", {1}, kInitialShift)) {}

Planar::Fold Planar::fold() const {
  const at::Tensor along = at::dot(w_, u_);
  const at::Tensor s = kLeastSlope + at::softplus(along + offset());
  const at::Tensor square = at::dot(w_, w_).clamp_min(kLeastSquare);
  return {s, u_ + (s - 1.0 - along) / square * w_};
}

Mapped Planar::forward(const at::Tensor& x) {
  const Fold of = fold();
  const at::Tensor tanh = at::tanh(at::mv(x, w_) + b_);
  return {at::addcmul(x, tanh.unsqueeze(1), of.direction.unsqueeze(0)), log_slope(tanh, of.slope)};
}

Mapped Planar::inverse(const at::Tensor& y) {
  const Fold of = fold();
  const at::Tensor tanh = at::tanh(planar_root(at::mv(y, w_) + b_, of.slope));
  return {at::addcmul(y, tanh.unsqueeze(1), of.direction.unsqueeze(0), -1.0), -log_slope(tanh, of.slope)};
}

}  // namespace epi::flow
