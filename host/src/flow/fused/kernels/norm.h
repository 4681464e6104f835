#pragma once

#include "flow/fused/kernels/lanes.h"

// Batch normalisation of a training batch. Samples that only fill the last tile do not count.

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// Calls f(offset, weight) for every register of one column: weight 1 for samples of the batch, 0 for those
/// that fill the last tile.
template <class T, class F>
EPI_INLINE void each_weighted(const Batch& batch, int columns, int column, F f) {
  using R = Register<T>;
  for (long k = 0; k < batch.tiles; ++k) {
    const long start = (k * columns + column) * kTile<T>, here = batch.samples - k * kTile<T>;
    for (int lane = 0; lane < kTile<T>; lane += R::kWidth) {
      if (lane + R::kWidth <= here) {
        f(start + lane, R(1));
      } else {
        T weight[R::kWidth];
        for (int i = 0; i < R::kWidth; ++i) weight[i] = lane + i < here ? T(1) : T(0);
        f(start + lane, R::load(weight));
      }
    }
  }
}

template <class T>
EPI_INLINE T sum_of(const Register<T>& r) {
  T lanes[Register<T>::kWidth];
  r.store(lanes);
  return sum<T>(lanes);
}

template <class T>
void norm_forward(const Batch& batch, int columns, T epsilon, const T* x, T* y, T* mean, T* variance) {
  using R = Register<T>;
  const T n = static_cast<T>(batch.samples);
  for (int column = 0; column < columns; ++column) {
    R total(0), squares(0);
    each_weighted<T>(batch, columns, column,
                     [&](long i, const R& weight) { total += weight * R::load(x + i); });
    const T m = sum_of<T>(total) / n;
    each_weighted<T>(batch, columns, column, [&](long i, const R& weight) {
      const R off = (R::load(x + i) - R(m)) * weight;
      squares = sdk::multiply_add(off, off, squares);
    });
    mean[column] = m;
    variance[column] = sum_of<T>(squares) / n;
    const R scale = R(1) / sqrt(R(variance[column] + epsilon));
    each_weighted<T>(batch, columns, column, [&](long i, const R& weight) {
      ((R::load(x + i) - R(m)) * scale * weight).store(y + i);
    });
  }
}

template <class T>
void norm_apply(const Batch& batch, int columns, const T* mean, const T* scale, const T* x, T* y) {
  using L = Lot<T>;
  each_lot<T>(batch, columns, [=](int column, long place, long) {
    ((L::load(x + place) - L(mean[column])) * L(scale[column])).store(y + place);
  });
}

template <class T>
void norm_backward(const Batch& batch, int columns, T epsilon, const T* y, const T* variance, T g_log_det_sum,
                   T* g) {
  using R = Register<T>;
  const T n = static_cast<T>(batch.samples);
  for (int column = 0; column < columns; ++column) {
    // y = (x - m) r: g_x = r (g - <g> - y <g y>), and r^2 = 1/(variance + epsilon) in log_det's own.
    R total(0), along(0);
    each_weighted<T>(batch, columns, column, [&](long i, const R& weight) {
      const R given = R::load(g + i) * weight;
      total += given;
      along = sdk::multiply_add(given, R::load(y + i), along);
    });
    const R scale = R(1) / sqrt(R(variance[column] + epsilon));
    const R mean(sum_of<T>(total) / n), slope((sum_of<T>(along) + g_log_det_sum) / n);
    each_weighted<T>(batch, columns, column, [&](long i, const R& weight) {
      const R off = R::load(g + i) - mean - R::load(y + i) * slope;
      (off * scale * weight).store(g + i);
    });
  }
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
