#pragma once

#include "flow/fused/kernels/lanes.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

template <class T>
void pack(const Batch& batch, int columns, const double* rows, T* tiles) {
  for (long k = 0; k < batch.tiles; ++k) {
    const long first = k * kTile<T>,
               here = batch.samples - first < kTile<T> ? batch.samples - first : kTile<T>;
    T* tile = tiles + k * columns * kTile<T>;
    for (int j = 0; j < columns; ++j) {
      const double* from = rows + first * columns + j;
      T* to = tile + j * kTile<T>;
      for (long i = 0; i < here; ++i) to[i] = static_cast<T>(from[i * columns]);
      for (long i = here; i < kTile<T>; ++i) to[i] = T(0);
    }
  }
}

template <class T>
void unpack(const Batch& batch, int columns, const T* tiles, double* rows) {
  for (long k = 0; k < batch.tiles; ++k) {
    const long first = k * kTile<T>,
               here = batch.samples - first < kTile<T> ? batch.samples - first : kTile<T>;
    const T* tile = tiles + k * columns * kTile<T>;
    for (int j = 0; j < columns; ++j) {
      double* to = rows + first * columns + j;
      for (long i = 0; i < here; ++i) to[i * columns] = static_cast<double>(tile[j * kTile<T> + i]);
    }
  }
}

template <class T>
void base_log_prob(const Batch& batch, int columns, const T* x, T* log_prob) {
  using L = Lot<T>;
  const T constant = T(-0.91893853320467274178) * static_cast<T>(columns);  // -log(2 pi) / 2
  for (long k = 0; k < batch.tiles; ++k) {
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      L squares(0);
      for (int j = 0; j < columns; ++j) {
        const L at = L::load(x + (k * columns + j) * kTile<T> + lane);
        squares = sdk::multiply_add(at, at, squares);
      }
      (L(constant) - L(T(0.5)) * squares).store(log_prob + k * kTile<T> + lane);
    }
  }
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
