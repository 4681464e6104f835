#pragma once

#include "flow/fused/kernels/lanes.h"

// Products of a small matrix with a tile of samples, and their derivatives. Rows go in blocks, so that a
// column of the tile is loaded once for several of them.

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// Calls block(Count<n>, first) for blocks of `Most`, then once for what is left of `count`.
template <int N>
struct Count {
  static constexpr int value = N;
};
template <int Most, class Block>
EPI_INLINE void in_blocks(int count, Block block) {
  int first = 0;
  for (; first + Most <= count; first += Most) block(Count<Most>{}, first);
  const int rest = count - first;
  if constexpr (Most > 1) {
    if (rest == 1) block(Count<1>{}, first);
  }
  if constexpr (Most > 2) {
    if (rest == 2) block(Count<2>{}, first);
  }
  if constexpr (Most > 3) {
    if (rest == 3) block(Count<3>{}, first);
  }
}

/// y_o = bias_o + sum_i weight_oi x_i.   @param x, y  [inputs, kTile], [outputs, kTile].
template <class T>
EPI_INLINE void dense(const T* weight, const T* bias, int inputs, int outputs, const T* x, T* y) {
  using R = Register<T>;
  in_blocks<kRowBlock>(outputs, [=](auto rows, int first) {
    constexpr int n = decltype(rows)::value;
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      R total[n][kInStep];
      for (int o = 0; o < n; ++o)
        for (int r = 0; r < kInStep; ++r) total[o][r] = R(bias[first + o]);
      for (int i = 0; i < inputs; ++i) {
        R column[kInStep];
        for (int r = 0; r < kInStep; ++r) column[r] = R::load(x + i * kTile<T> + lane + r * R::kWidth);
        for (int o = 0; o < n; ++o) {
          const R w(weight[(first + o) * inputs + i]);
          for (int r = 0; r < kInStep; ++r) total[o][r] = sdk::multiply_add(w, column[r], total[o][r]);
        }
      }
      for (int o = 0; o < n; ++o)
        for (int r = 0; r < kInStep; ++r)
          total[o][r].store(y + (first + o) * kTile<T> + lane + r * R::kWidth);
    }
  });
}

/// The gradient of x: g_x_i = sum_o weight_oi g_o.
template <class T>
EPI_INLINE void dense_inputs(const T* weight, int inputs, int outputs, const T* g, T* g_x) {
  using R = Register<T>;
  in_blocks<kRowBlock>(inputs, [=](auto rows, int first) {
    constexpr int n = decltype(rows)::value;
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      R total[n][kInStep];
      for (int i = 0; i < n; ++i)
        for (int r = 0; r < kInStep; ++r) total[i][r] = R(0);
      for (int o = 0; o < outputs; ++o) {
        R column[kInStep];
        for (int r = 0; r < kInStep; ++r) column[r] = R::load(g + o * kTile<T> + lane + r * R::kWidth);
        for (int i = 0; i < n; ++i) {
          const R w(weight[o * inputs + first + i]);
          for (int r = 0; r < kInStep; ++r) total[i][r] = sdk::multiply_add(w, column[r], total[i][r]);
        }
      }
      for (int i = 0; i < n; ++i)
        for (int r = 0; r < kInStep; ++r)
          total[i][r].store(g_x + (first + i) * kTile<T> + lane + r * R::kWidth);
    }
  });
}

/// Adds sum g_o x_i over the tile's registers, lane by lane, to lanes [outputs, inputs, Register width].
template <class T>
EPI_INLINE void dense_weights(int inputs, int outputs, const T* g, const T* x, T* lanes) {
  using R = Register<T>;
  in_blocks<kRowBlock>(outputs, [=](auto rows, int o0) {
    in_blocks<kRowBlock>(inputs, [=](auto columns, int i0) {
      constexpr int no = decltype(rows)::value, ni = decltype(columns)::value;
      R total[no][ni];
      for (int o = 0; o < no; ++o)
        for (int i = 0; i < ni; ++i) total[o][i] = R::load(lanes + ((o0 + o) * inputs + i0 + i) * R::kWidth);
      for (int lane = 0; lane < kTile<T>; lane += R::kWidth) {
        R of_x[ni];
        for (int i = 0; i < ni; ++i) of_x[i] = R::load(x + (i0 + i) * kTile<T> + lane);
        for (int o = 0; o < no; ++o) {
          const R of_g = R::load(g + (o0 + o) * kTile<T> + lane);
          for (int i = 0; i < ni; ++i) total[o][i] = sdk::multiply_add(of_g, of_x[i], total[o][i]);
        }
      }
      for (int o = 0; o < no; ++o)
        for (int i = 0; i < ni; ++i) total[o][i].store(lanes + ((o0 + o) * inputs + i0 + i) * R::kWidth);
    });
  });
}

/// Adds sum g_o to lanes [outputs, Register width].
template <class T>
EPI_INLINE void dense_bias(int outputs, const T* g, T* lanes) {
  using R = Register<T>;
  for (int o = 0; o < outputs; ++o) {
    R total = R::load(lanes + o * R::kWidth);
    for (int lane = 0; lane < kTile<T>; lane += R::kWidth) total += R::load(g + o * kTile<T> + lane);
    total.store(lanes + o * R::kWidth);
  }
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
