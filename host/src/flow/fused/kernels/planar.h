#pragma once

#include "flow/fused/kernels/lanes.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// What a fold does at the samples of one lot, given tanh(w.x + b).
template <class T>
struct Fold {
  using L = Lot<T>;
  L tanh, bend, stretch;  ///< bend = d tanh, stretch = d w.y / d w.x
  EPI_INLINE Fold(const PlanarFold<T>& of, const L& t)
      : tanh(t),
        bend(sdk::negative_multiply_add(t, t, L(1))),
        stretch(sdk::multiply_add(L(of.slope), bend, t * t)) {}
  /// Gradient of log(stretch) by tanh.
  EPI_INLINE L log_stretch_slope(const PlanarFold<T>& of) const {
    return L(2 * (1 - of.slope)) * tanh / stretch;
  }
};

template <class T>
void planar_forward(const PlanarFold<T>& fold, const Batch& batch, const T* x, T* y, T* tanh_kept,
                    T* log_det) {
  using L = Lot<T>;
  for (long k = 0; k < batch.tiles; ++k) {
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      const long start = k * fold.columns * kTile<T> + lane, sample = k * kTile<T> + lane;
      L along(fold.shift);
      for (int j = 0; j < fold.columns; ++j) {
        along = sdk::multiply_add(L(fold.w[j]), L::load(x + start + j * kTile<T>), along);
      }
      const Fold<T> at(fold, tanh(along));
      at.tanh.store(tanh_kept + sample);
      (L::load(log_det + sample) + log(at.stretch)).store(log_det + sample);
      for (int j = 0; j < fold.columns; ++j) {
        sdk::multiply_add(L(fold.direction[j]), at.tanh, L::load(x + start + j * kTile<T>))
            .store(y + start + j * kTile<T>);
      }
    }
  }
}

template <class T>
void planar_backward(const PlanarFold<T>& fold, const Batch& batch, const T* x, const T* tanh_kept,
                     const T* g_log_det, T* g, T* g_fold, T* lanes) {
  using L = Lot<T>;
  constexpr int width = Register<T>::kWidth;
  const int n = fold.columns;
  T* const of_w = lanes;
  T* const of_direction = of_w + n * width;
  T* const of_shift = of_direction + n * width;
  T* const of_slope = of_shift + width;
  clear(lanes, static_cast<long>(2 * n + 2) * width);
  for (long k = 0; k < batch.tiles; ++k) {
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      const long start = k * n * kTile<T> + lane, sample = k * kTile<T> + lane;
      const Fold<T> at(fold, L::load(tanh_kept + sample));
      const L of_log_det = L::load(g_log_det + sample);
      L of_tanh = of_log_det * at.log_stretch_slope(fold);
      for (int j = 0; j < n; ++j) {
        const L given = L::load(g + start + j * kTile<T>);
        of_tanh = sdk::multiply_add(given, L(fold.direction[j]), of_tanh);
        add_lot<T>(given * at.tanh, of_direction + j * width);
      }
      const L of_along = of_tanh * at.bend;
      add_lot<T>(of_along, of_shift);
      add_lot<T>(of_log_det * at.bend / at.stretch, of_slope);
      for (int j = 0; j < n; ++j) {
        T* const place = g + start + j * kTile<T>;
        sdk::multiply_add(L(fold.w[j]), of_along, L::load(place)).store(place);
        add_lot<T>(of_along * L::load(x + start + j * kTile<T>), of_w + j * width);
      }
    }
  }
  add_sums(lanes, 2 * n + 2, g_fold);
}

template <class T>
void planar_score(const PlanarFold<T>& fold, const Batch& batch, const T* tanh_kept, const T* g_log_det,
                  T* g) {
  using L = Lot<T>;
  for (long k = 0; k < batch.tiles; ++k) {
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      const long start = k * fold.columns * kTile<T> + lane, sample = k * kTile<T> + lane;
      const Fold<T> at(fold, L::load(tanh_kept + sample));
      // The gradient of x with what log_det adds, g + w c, then times the inverse of the transposed Jacobian,
      // which by Sherman and Morrison is 1 - bend w u_hat^T / stretch.
      const L c = L::load(g_log_det + sample) * at.log_stretch_slope(fold) * at.bend;
      L along(0), of_w(0);
      for (int j = 0; j < fold.columns; ++j) {
        along = sdk::multiply_add(L(fold.direction[j]), L::load(g + start + j * kTile<T>), along);
        of_w = of_w + L(fold.direction[j] * fold.w[j]);
      }
      along = sdk::multiply_add(of_w, c, along);
      const L step = c - at.bend * along / at.stretch;
      for (int j = 0; j < fold.columns; ++j) {
        T* const place = g + start + j * kTile<T>;
        sdk::multiply_add(L(fold.w[j]), step, L::load(place)).store(place);
      }
    }
  }
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
