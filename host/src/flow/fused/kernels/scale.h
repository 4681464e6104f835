#pragma once

#include "flow/fused/kernels/lanes.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

template <class T>
void scale_forward(int columns, const T* scale, const T* mean, const Batch& batch, const T* x, T* y) {
  using L = Lot<T>;
  each_lot<T>(batch, columns, [=](int column, long place, long) {
    sdk::multiply_add(L(scale[column]), L::load(x + place), L(mean[column])).store(y + place);
  });
}

template <class T>
void scale_inverse(int columns, const T* scale, const T* mean, const Batch& batch, const T* y, T* x) {
  using L = Lot<T>;
  each_lot<T>(batch, columns, [=](int column, long place, long) {
    ((L::load(y + place) - L(mean[column])) / L(scale[column])).store(x + place);
  });
}

/// One column after the other, so that two registers hold its sums.
template <bool Score, class T>
EPI_INLINE void scale_gradient(int columns, const T* scale, const Batch& batch, const T* x, T* g,
                               T* g_weights) {
  using L = Lot<T>;
  constexpr int width = Register<T>::kWidth;
  for (int column = 0; column < columns; ++column) {
    T of_mean[width] = {}, of_scale[width] = {};
    const L factor(scale[column]);
    for (long k = 0; k < batch.tiles; ++k) {
      const long start = (k * columns + column) * kTile<T>;
      for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
        T* const place = g + start + lane;
        const L given = L::load(place);
        const L of_y = Score ? given / factor : given;
        add_lot<T>(of_y, of_mean);
        add_lot<T>(of_y * L::load(x + start + lane), of_scale);
        (Score ? of_y : given * factor).store(place);
      }
    }
    if (g_weights == nullptr) continue;
    const T sign = Score ? T(-1) : T(1);  // x = f^-1(y; weights) moves against what y would do
    g_weights[column] += sign * sum<T>(of_mean);
    g_weights[columns + column] += sign * sum<T>(of_scale);
  }
}

template <class T>
void scale_backward(int columns, const T* scale, const Batch& batch, const T* x, T* g, T* g_weights) {
  scale_gradient<false>(columns, scale, batch, x, g, g_weights);
}
template <class T>
void scale_score(int columns, const T* scale, const Batch& batch, const T* x, T* g, T* g_weights) {
  scale_gradient<true>(columns, scale, batch, x, g, g_weights);
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
