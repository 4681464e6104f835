#pragma once

#include "flow/fused/kernels/affine_change.h"
#include "flow/fused/kernels/dense.h"
#include "flow/fused/kernels/spline_change.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// The places of a coupling's numbers in what is kept of one tile.
template <class T, class Pointer>
struct CouplingTile {
  Pointer passed, hidden, changed;
  EPI_INLINE CouplingTile(const CouplingShape& shape, Pointer kept)
      : passed(kept),
        hidden(kept + shape.n_passed * kTile<T>),
        changed(hidden + shape.hidden_layers * shape.units * kTile<T>) {}
  EPI_INLINE Pointer layer_input(const CouplingShape& shape, int layer) const {
    return layer == 0 ? passed : hidden + (layer - 1) * shape.units * kTile<T>;
  }
};

template <class T>
EPI_INLINE void copy_column(const T* from, T* to) {
  for (int lane = 0; lane < kTile<T>; lane += Register<T>::kWidth)
    Register<T>::load(from + lane).store(to + lane);
}

/// Runs the conditioner on the passed columns of one tile.   @param out  [outputs, kTile].
template <class T>
EPI_INLINE void condition(const CouplingShape& shape, const T* weights, const CouplingTile<T, T*>& tile,
                          T* out) {
  for (int layer = 0; layer <= shape.hidden_layers; ++layer) {
    const int inputs = shape.inputs_of(layer), outputs = shape.outputs_of(layer);
    const bool last = layer == shape.hidden_layers;
    T* to = last ? out : tile.hidden + layer * shape.units * kTile<T>;
    dense<T>(weights, weights + inputs * outputs, inputs, outputs, tile.layer_input(shape, layer), to);
    if (!last) {
      for (int i = 0; i < outputs * kTile<T>; i += kLot<T>) tanh(Lot<T>::load(to + i)).store(to + i);
    }
    weights += (inputs + 1) * outputs;
  }
}

/// y from x, or x from y: what passes is the same on both sides, and so is what the conditioner makes of it.
/// @param Change  how a changed column follows from the conditioner's outputs: affine_change.h,
/// spline_change.h.
template <class Change, bool Inverse, class T>
EPI_INLINE void coupling_map(const CouplingShape& shape, const T* weights, const Batch& batch, const T* given,
                             T* made, T* kept, T* log_det, T* scratch) {
  for (long k = 0; k < batch.tiles; ++k) {
    const T* from = given + k * shape.columns * kTile<T>;
    T* to = made + k * shape.columns * kTile<T>;
    const CouplingTile<T, T*> tile(shape, kept + k * shape.kept() * kTile<T>);
    for (int j = 0; j < shape.n_passed; ++j) {
      const long column = shape.passed[j] * kTile<T>;
      copy_column(from + column, to + column);
      copy_column(from + column, tile.passed + j * kTile<T>);
    }
    condition(shape, weights, tile, scratch);
    for (int j = 0; j < shape.n_changed; ++j) {
      const long column = shape.changed[j] * kTile<T>;
      Change::template map<Inverse, T>(shape, j, scratch, from + column, to + column,
                                       tile.changed + j * shape.kept_of_changed() * kTile<T>,
                                       log_det + k * kTile<T>);
    }
  }
}

template <class T>
void coupling_forward(const CouplingShape& shape, const T* weights, const Batch& batch, const T* x, T* y,
                      T* kept, T* log_det, T* scratch) {
  if (shape.bins == 0)
    coupling_map<AffineChange, false>(shape, weights, batch, x, y, kept, log_det, scratch);
  else
    coupling_map<SplineChange, false>(shape, weights, batch, x, y, kept, log_det, scratch);
}
template <class T>
void coupling_inverse(const CouplingShape& shape, const T* weights, const Batch& batch, const T* y, T* x,
                      T* kept, T* log_det, T* scratch) {
  if (shape.bins == 0)
    coupling_map<AffineChange, true>(shape, weights, batch, y, x, kept, log_det, scratch);
  else
    coupling_map<SplineChange, true>(shape, weights, batch, y, x, kept, log_det, scratch);
}

/// The conditioner's derivatives: from the gradient of its outputs in `g` [outputs, kTile] to that of the
/// passed columns, returned in g or `other`; lanes of the weights' gradient are added to, if wanted.
template <class T>
EPI_INLINE const T* condition_backward(const CouplingShape& shape, const T* weights,
                                       const CouplingTile<T, const T*>& tile, T* g, T* other, T* lanes) {
  constexpr int width = Register<T>::kWidth;
  int end = shape.n_weights();
  for (int layer = shape.hidden_layers; layer >= 0; --layer) {
    const int inputs = shape.inputs_of(layer), outputs = shape.outputs_of(layer);
    const int start = end - (inputs + 1) * outputs;
    const T* input = tile.layer_input(shape, layer);
    if (lanes != nullptr) {
      dense_weights<T>(inputs, outputs, g, input, lanes + start * width);
      dense_bias<T>(outputs, g, lanes + (start + inputs * outputs) * width);
    }
    dense_inputs<T>(weights + start, inputs, outputs, g, other);
    if (layer > 0) {
      for (int i = 0; i < inputs * kTile<T>; i += kLot<T>) {
        using L = Lot<T>;
        const L h = L::load(input + i), d = L::load(other + i);
        sdk::negative_multiply_add(h * h, d, d).store(other + i);  // d (1 - h^2)
      }
    }
    T* const swapped = g;
    g = other;
    other = swapped;
    end = start;
  }
  return g;
}

template <class Change, bool Score, class T>
EPI_INLINE void coupling_gradient(const CouplingShape& shape, const T* weights, const Batch& batch,
                                  const T* x, const T* kept, const T* g_log_det, T* g, T* g_weights,
                                  T* scratch, T* lanes) {
  T* const lanes_wanted = g_weights != nullptr ? lanes : nullptr;
  if (lanes_wanted != nullptr) clear(lanes, static_cast<long>(shape.n_weights()) * Register<T>::kWidth);
  T* const outputs = scratch;
  T* const other = scratch + shape.widest() * kTile<T>;
  for (long k = 0; k < batch.tiles; ++k) {
    const T* from = x + k * shape.columns * kTile<T>;
    T* gradient = g + k * shape.columns * kTile<T>;
    const CouplingTile<T, const T*> tile(shape, kept + k * shape.kept() * kTile<T>);
    for (int j = 0; j < shape.n_changed; ++j) {
      const long column = shape.changed[j] * kTile<T>;
      Change::template gradient<Score, T>(shape, j, from + column,
                                          tile.changed + j * shape.kept_of_changed() * kTile<T>,
                                          g_log_det + k * kTile<T>, gradient + column, outputs);
    }
    const T* of_passed = condition_backward(shape, weights, tile, outputs, other, lanes_wanted);
    for (int j = 0; j < shape.n_passed; ++j) {
      T* sum = gradient + shape.passed[j] * kTile<T>;
      for (int lane = 0; lane < kTile<T>; lane += Register<T>::kWidth) {
        (Register<T>::load(sum + lane) + Register<T>::load(of_passed + j * kTile<T> + lane))
            .store(sum + lane);
      }
    }
  }
  if (lanes_wanted != nullptr) add_sums(lanes, shape.n_weights(), g_weights);
}

template <class T>
void coupling_backward(const CouplingShape& shape, const T* weights, const Batch& batch, const T* x,
                       const T* kept, const T* g_log_det, T* g, T* g_weights, T* scratch, T* lanes) {
  if (shape.bins == 0)
    coupling_gradient<AffineChange, false>(shape, weights, batch, x, kept, g_log_det, g, g_weights, scratch,
                                           lanes);
  else
    coupling_gradient<SplineChange, false>(shape, weights, batch, x, kept, g_log_det, g, g_weights, scratch,
                                           lanes);
}
template <class T>
void coupling_score(const CouplingShape& shape, const T* weights, const Batch& batch, const T* x,
                    const T* kept, const T* g_log_det, T* g, T* g_weights, T* scratch, T* lanes) {
  if (shape.bins == 0)
    coupling_gradient<AffineChange, true>(shape, weights, batch, x, kept, g_log_det, g, g_weights, scratch,
                                          lanes);
  else
    coupling_gradient<SplineChange, true>(shape, weights, batch, x, kept, g_log_det, g, g_weights, scratch,
                                          lanes);
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
