#pragma once

#include "flow/fused/kernels/lanes.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// Calls f(start) for every lot of samples, where column j of the lot is at start + j kTile.
template <class T, class F>
EPI_INLINE void each_sample_lot(const Batch& batch, int columns, F f) {
  for (long k = 0; k < batch.tiles; ++k) {
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) f(k * columns * kTile<T> + lane);
  }
}

template <class T>
void affine_forward(int columns, const T* factor, const T* mean, const Batch& batch, const T* x, T* y) {
  using L = Lot<T>;
  each_sample_lot<T>(batch, columns, [=](long start) {
    for (int i = 0; i < columns; ++i) {
      L total(mean[i]);
      for (int j = 0; j <= i; ++j) {
        total = sdk::multiply_add(L(factor[i * columns + j]), L::load(x + start + j * kTile<T>), total);
      }
      total.store(y + start + i * kTile<T>);
    }
  });
}

template <class T>
void affine_inverse(int columns, const T* factor, const T* mean, const Batch& batch, const T* y, T* x) {
  using L = Lot<T>;
  each_sample_lot<T>(batch, columns, [=](long start) {
    for (int i = 0; i < columns; ++i) {
      L rest = L::load(y + start + i * kTile<T>) - L(mean[i]);
      for (int j = 0; j < i; ++j) {
        rest =
            sdk::negative_multiply_add(L(factor[i * columns + j]), L::load(x + start + j * kTile<T>), rest);
      }
      (rest / L(factor[i * columns + i])).store(x + start + i * kTile<T>);
    }
  });
}

/// Adds the gradients of mean and factor, given that of y for one lot.
template <class T>
EPI_INLINE void add_affine_gradient(int columns, const T* x, const T* g, T sign, T* lanes) {
  using L = Lot<T>;
  constexpr int width = Register<T>::kWidth;
  for (int i = 0; i < columns; ++i) {
    const L given = L(sign) * L::load(g + i * kTile<T>);
    add_lot<T>(given, lanes + i * width);
    for (int j = 0; j <= i; ++j) {
      add_lot<T>(given * L::load(x + j * kTile<T>), lanes + (columns + i * columns + j) * width);
    }
  }
}

template <class T>
void affine_backward(int columns, const T* factor, const Batch& batch, const T* x, T* g, T* g_weights,
                     T* lanes) {
  using L = Lot<T>;
  const long n_weights = static_cast<long>(columns) * (columns + 1);
  clear(lanes, n_weights * Register<T>::kWidth);
  each_sample_lot<T>(batch, columns, [=](long start) {
    add_affine_gradient<T>(columns, x + start, g + start, T(1), lanes);
    for (int j = 0; j < columns; ++j) {  // column j of g is not needed by the columns after it
      L total(0);
      for (int i = j; i < columns; ++i) {
        total = sdk::multiply_add(L(factor[i * columns + j]), L::load(g + start + i * kTile<T>), total);
      }
      total.store(g + start + j * kTile<T>);
    }
  });
  add_sums(lanes, n_weights, g_weights);
}

template <class T>
void affine_score(int columns, const T* factor, const Batch& batch, const T* x, T* g, T* g_weights,
                  T* lanes) {
  using L = Lot<T>;
  const long n_weights = static_cast<long>(columns) * (columns + 1);
  if (g_weights != nullptr) clear(lanes, n_weights * Register<T>::kWidth);
  each_sample_lot<T>(batch, columns, [=](long start) {
    for (int i = columns - 1; i >= 0; --i) {
      L rest = L::load(g + start + i * kTile<T>);
      for (int k = i + 1; k < columns; ++k) {
        rest =
            sdk::negative_multiply_add(L(factor[k * columns + i]), L::load(g + start + k * kTile<T>), rest);
      }
      (rest / L(factor[i * columns + i])).store(g + start + i * kTile<T>);
    }
    // x = f^-1(y; weights) moves against what y would do.
    if (g_weights != nullptr) add_affine_gradient<T>(columns, x + start, g + start, T(-1), lanes);
  });
  if (g_weights != nullptr) add_sums(lanes, n_weights, g_weights);
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
