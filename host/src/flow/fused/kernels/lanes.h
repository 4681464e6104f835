#pragma once

#include <epi/cpp/pack_math.hpp>

#include "flow/fused/shapes.h"

// Included only by kernels/level.cpp, which is compiled once for every processor level; like the SDK's packs,
// everything lies in a namespace of the level.

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// A register of samples.
template <class T>
using Register = sdk::Pack<T, sdk::detail::kRegisterBytes / static_cast<int>(sizeof(T))>;
/// Registers of one column that are worked on in step, and rows of a matrix that share their loads: as many
/// as the processor has registers for.
inline constexpr int kInStep = sdk::detail::kRegisterBytes == 64 ? 4 : 2;
inline constexpr int kRowBlock = sdk::detail::kRegisterBytes == 64 ? 4 : 3;

template <class T>
inline constexpr int kLot = kInStep* Register<T>::kWidth;
/// The same as one number of the SDK's, for its functions.
template <class T>
using Lot = sdk::Pack<T, kLot<T>>;

static_assert(kTile<float> % kLot<float> == 0 && kTile<double> % kLot<double> == 0);

/// Calls f(column of a tile) for every lot of every column of all tiles.
template <class T, class F>
EPI_INLINE void each_lot(const Batch& batch, int columns, F f) {
  for (long tile = 0; tile < batch.tiles; ++tile) {
    for (int column = 0; column < columns; ++column) {
      for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
        f(column, (tile * columns + column) * kTile<T> + lane, tile * kTile<T> + lane);
      }
    }
  }
}

/// The sum of a register's lanes.
template <class T>
EPI_INLINE T sum(const T* lanes) {
  T total[Register<T>::kWidth];
  for (int i = 0; i < Register<T>::kWidth; ++i) total[i] = lanes[i];
  for (int half = Register<T>::kWidth / 2; half > 0; half /= 2) {
    for (int i = 0; i < half; ++i) total[i] += total[i + half];
  }
  return total[0];
}

/// Adds to each of `count` numbers the sum of its lanes [count, Register width].
template <class T>
EPI_INLINE void add_sums(const T* lanes, long count, T* to) {
  for (long i = 0; i < count; ++i) to[i] += sum<T>(lanes + i * Register<T>::kWidth);
}

/// The sum of the registers of a lot, added to a register of lanes.
template <class T>
EPI_INLINE void add_lot(const Lot<T>& lot, T* lanes) {
  using R = Register<T>;
  R registers[kInStep];
  sdk::detail::to_registers(lot, registers);
  R total = R::load(lanes);
  for (int r = 0; r < kInStep; ++r) total += registers[r];
  total.store(lanes);
}

template <class T>
EPI_INLINE void clear(T* numbers, long count) {
  for (long i = 0; i < count; ++i) numbers[i] = T(0);
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
