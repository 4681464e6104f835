#pragma once

#include <torch/types.h>

namespace epi::bench {

/// Growth rate [1/s] and frequency [Hz] of the dominant eigenvalue of a 2 x 2 matrix, as plugins/lds.
/// @param z  [n, 4]: a1 to a4.   @return [n, 2].
torch::Tensor eager_lds(const torch::Tensor& z);

}  // namespace epi::bench
