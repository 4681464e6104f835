#pragma once

#include "flow/fused/kernels/lanes.h"
#include "flow/fused/kernels/normal_tail.h"
#include "flow/fused/kernels/softplus.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

template <class T>
void support_forward(const SupportColumn<T>* support, int columns, const Batch& batch, const T* u, T* z,
                     T* slope, T* log_det) {
  using L = Lot<T>;
  constexpr T half_log_two_pi = T(0.91893853320467274178);
  each_lot<T>(batch, columns, [=](int column, long place, long sample) {
    const SupportColumn<T>& of = support[column];
    const L at = L::load(u + place);
    L value = at, rise(1), log_rise(0);
    if (of.kind == SupportKind::above) {
      value = L(of.lower) + softplus(at);
      rise = sigmoid(at);
      log_rise = -softplus(-at);
    } else if (of.kind == SupportKind::below) {
      value = L(of.upper) - softplus(-at);
      rise = sigmoid(-at);
      log_rise = -softplus(at);
    } else if (of.kind == SupportKind::interval) {
      const L width(of.upper - of.lower), density = normal_density<T>(at);
      // From the nearer edge, where the distance is exact.
      const L distance = width * density * normal_tail_ratio<T>(abs(at));
      value = select(at < L(0), L(of.lower) + distance, L(of.upper) - distance);
      rise = width * density;
      log_rise = log(width) - L(T(0.5)) * at * at - L(half_log_two_pi);
    }
    value.store(z + place);
    rise.store(slope + place);
    (L::load(log_det + sample) + log_rise).store(log_det + sample);
  });
}

template <class T>
void support_backward(int columns, const Batch& batch, const T* slope, T* g) {
  using L = Lot<T>;
  each_lot<T>(batch, columns,
              [=](int, long place, long) { (L::load(g + place) * L::load(slope + place)).store(g + place); });
}

template <class T>
void support_log_det_backward(const SupportColumn<T>* support, int columns, const Batch& batch, const T* u,
                              const T* slope, const T* g_log_det, T* g) {
  using L = Lot<T>;
  each_lot<T>(batch, columns, [=](int column, long place, long sample) {
    L by(0);  // of log(dz/du)
    switch (support[column].kind) {
      case SupportKind::real:
        return;
      case SupportKind::above:
        by = L(1) - L::load(slope + place);
        break;
      case SupportKind::below:
        by = L::load(slope + place) - L(1);
        break;
      case SupportKind::interval:
        by = -L::load(u + place);
    }
    sdk::multiply_add(L::load(g_log_det + sample), by, L::load(g + place)).store(g + place);
  });
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
