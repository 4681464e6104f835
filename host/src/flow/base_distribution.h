#pragma once

#include <ATen/ATen.h>

namespace epi::flow {

/// Log-density of the standard normal base distribution, nats.   @param x  [n_samples, n_parameters].
inline at::Tensor base_log_prob(const at::Tensor& x) {
  constexpr double kHalfLogTwoPi = 0.91893853320467274178;  // log(2 pi) / 2
  return -0.5 * x.square().sum(1) - kHalfLogTwoPi * static_cast<double>(x.size(1));
}

}  // namespace epi::flow
