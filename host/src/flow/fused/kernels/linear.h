#pragma once

#include "flow/fused/kernels/dense.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

template <class T>
void linear_map(int columns, const T* transposed, const Batch& batch, const T* x, T* y) {
  for (long k = 0; k < batch.tiles; ++k) {
    const long start = k * columns * kTile<T>;
    dense_inputs<T>(transposed, columns, columns, x + start, y + start);
  }
}

/// @param matrix  by whose transpose the gradient is multiplied: of the map, or at points that are held of
/// its inverse.
template <bool Score, class T>
EPI_INLINE void linear_gradient(int columns, const T* matrix, const Batch& batch, const T* x, T* g,
                                T* g_matrix, T* scratch, T* lanes) {
  const long n_weights = static_cast<long>(columns) * columns;
  const long step = static_cast<long>(columns) * kTile<T>;
  if (g_matrix != nullptr) clear(lanes, n_weights * Register<T>::kWidth);
  for (long k = 0; k < batch.tiles; ++k) {
    T* const here = g + k * step;
    if (!Score && g_matrix != nullptr) dense_weights<T>(columns, columns, here, x + k * step, lanes);
    dense_inputs<T>(matrix, columns, columns, here, scratch);
    for (long i = 0; i < step; ++i) here[i] = scratch[i];
    if (Score && g_matrix != nullptr) dense_weights<T>(columns, columns, here, x + k * step, lanes);
  }
  if (g_matrix != nullptr) add_sums(lanes, n_weights, g_matrix);
}

template <class T>
void linear_backward(int columns, const T* matrix, const Batch& batch, const T* x, T* g, T* g_matrix,
                     T* scratch, T* lanes) {
  linear_gradient<false>(columns, matrix, batch, x, g, g_matrix, scratch, lanes);
}
template <class T>
void linear_score(int columns, const T* inverse, const Batch& batch, const T* x, T* g, T* g_matrix,
                  T* scratch, T* lanes) {
  linear_gradient<true>(columns, inverse, batch, x, g, g_matrix, scratch, lanes);
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
