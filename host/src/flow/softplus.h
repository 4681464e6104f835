#pragma once

#include <ATen/ATen.h>

namespace epi::flow {

/// log(1 + exp(u)); LibTorch's own gives up the exponential at 20 already, where float64 still feels it.
inline at::Tensor exact_softplus(const at::Tensor& u) {
  return at::softplus(u, /*beta=*/1, /*threshold=*/40);
}

}  // namespace epi::flow
