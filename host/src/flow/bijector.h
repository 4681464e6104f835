#pragma once

#include <ATen/ATen.h>

namespace epi::flow {

/// Values with the log-determinant of the map that made them: computed together, so they cannot come from
/// different inputs.
struct Mapped {
  at::Tensor value;    ///< [n_samples, n_parameters]
  at::Tensor log_det;  ///< [n_samples], nats: log |det d value / d input| at the input
};

/// A smooth invertible map of R^D, differentiable by its input and its weights. The shape contract holds for
/// every bijector: rows are independent samples, columns are parameters, dtype and device follow the input.
/// forward(inverse(y)) = y and inverse(forward(x)) = x up to rounding; log-determinants are exact, not
/// estimated.
class Bijector {
 public:
  virtual ~Bijector() = default;
  /// From the base distribution's side to the parameters' side.
  virtual Mapped forward(const at::Tensor& x) = 0;
  /// Back again; its log_det is that of the inverse map, minus that of forward.
  virtual Mapped inverse(const at::Tensor& y) = 0;
};

}  // namespace epi::flow
