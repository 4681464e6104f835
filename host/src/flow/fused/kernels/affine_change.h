#pragma once

#include "flow/fused/kernels/lanes.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// What AffineCoupling does to one changed column of one tile, given the conditioner's outputs: y = x e^s +
/// t. Kept is e^s.
struct AffineChange {
  /// y from x, or x from y.   @param outputs  [outputs, kTile].   @param log_det  [kTile], added to.
  template <bool Inverse, class T>
  static EPI_INLINE void map(const CouplingShape& shape, int j, const T* outputs, const T* from, T* to,
                             T* kept, T* log_det) {
    using L = Lot<T>;
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      const L s = L::load(outputs + j * kTile<T> + lane);
      const L t = L::load(outputs + (shape.n_changed + j) * kTile<T> + lane);
      const L scale = exp(s), value = L::load(from + lane);
      scale.store(kept + lane);
      (Inverse ? (value - t) / scale : sdk::multiply_add(value, scale, t)).store(to + lane);
      (L::load(log_det + lane) + s).store(log_det + lane);
    }
  }

  /// From the gradient of y to that of x (of x to that of y at points that are held), in place, and to that
  /// of the outputs.
  template <bool Score, class T>
  static EPI_INLINE void gradient(const CouplingShape& shape, int j, const T* x, const T* kept,
                                  const T* g_log_det, T* g, T* g_outputs) {
    using L = Lot<T>;
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      const L of_log_det = L::load(g_log_det + lane);
      const L scale = L::load(kept + lane), before = L::load(x + lane), given = L::load(g + lane);
      // At points that are held x = (y - t) e^-s.
      const L t = Score ? -(given / scale) : given;
      const L s = Score ? of_log_det - given * before : sdk::multiply_add(given * before, scale, of_log_det);
      (Score ? -t : given * scale).store(g + lane);
      s.store(g_outputs + j * kTile<T> + lane);
      t.store(g_outputs + (shape.n_changed + j) * kTile<T> + lane);
    }
  }
};

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
