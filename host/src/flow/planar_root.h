#pragma once

#include <ATen/ATen.h>

namespace epi::flow {

/// The t with t + (s - 1) tanh(t) = target, element by element: the scalar equation of a planar layer's
/// inverse, exact to rounding. Differentiable by target and s up to the third derivative.
/// @param target  [n_samples]; NaN gives NaN.  @param s  a scalar > 0.
at::Tensor planar_root(const at::Tensor& target, const at::Tensor& s);

}  // namespace epi::flow
