#pragma once

#include "flow/fused/kernels/lanes.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// log(1 + exp(u)).
template <class T, int N>
EPI_INLINE sdk::Pack<T, N> softplus(const sdk::Pack<T, N>& u) {
  return sdk::max(u, sdk::Pack<T, N>(0)) + log1p(exp(-abs(u)));
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
