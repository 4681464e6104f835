#pragma once

#include <string>

#include "flow/bijector.h"
#include "flow/tensor_source.h"

namespace epi::flow {

/// A planar layer: a fold of space along one direction,
///     z' = z + u_hat tanh(w.z + b),   log|det| = log(tanh^2 + s (1 - tanh^2)),   s = 1 + w.u_hat.
/// It is invertible when s > 0, so u is moved along w until
///     w.u_hat = s - 1   with   s = kLeastSlope + softplus(w.u + offset),   s = 1 at w.u = 0.
/// Unlike the softplus of the source this leaves u alone where w.u = 0, so that a layer with a small u is
/// close to the identity, and the fold never flattens space by more than the factor kLeastSlope, so that the
/// density stays finite in float32.
///
/// The inverse has no closed form: t = w.z + b solves the monotone scalar equation
///     t + (s - 1) tanh(t) = w.z' + b,
/// row by row, by safeguarded Newton steps to machine precision, and is differentiable three times.
/// Source: Rezende & Mohamed, "Variational inference with normalizing flows", ICML 2015, eqs. 10-12 and
/// appendix A.1.
class Planar : public Bijector {
 public:
  static constexpr double kLeastSlope = 1e-3;
  /// Least |w|^2 that u is moved along: a w of zero has no direction and needs none; only avoids 0/0.
  static constexpr double kLeastSquare = 1e-30;
  /// Where softplus(offset) = 1 - kLeastSlope, so that s = 1 when w.u = 0.
  static double offset();

  /// Weights `name`.w, `name`.u [columns] and `name`.b [1]; all start random, u small.
  Planar(TensorSource& source, const std::string& name, long columns);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  struct Fold {
    at::Tensor slope;      // s, a scalar
    at::Tensor direction;  // u_hat, [columns]
  };
  Fold fold() const;

  at::Tensor w_, u_;  // [columns]
  at::Tensor b_;      // [1]
};

}  // namespace epi::flow
