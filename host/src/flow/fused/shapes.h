#pragma once

#include <epi/cpp/inline.hpp>

// What the fused kernels know about a batch and about each kind of layer: plain numbers and pointers, because
// the kernels are compiled once for every processor level, where anything of the standard library would end
// up in the program several times under one name.

namespace epi::flow::fused {

/// Samples that are worked on together: four registers of the widest processor. Numbers of a tile lie sample
/// by sample for one column, then for the next: [columns, kTile].
template <class T>
inline constexpr int kTile = 256 / static_cast<int>(sizeof(T));

/// A batch as tiles: [tiles, columns, kTile]. The last tile is filled up with samples that weigh nothing.
struct Batch {
  long samples;
  long tiles;
};

/// AffineCoupling or SplineCoupling with its Conditioner. Weights: for each of hidden_layers + 1 layers the
/// matrix [outputs, inputs], then the bias [outputs]; the last layer's outputs are first s, then t, then
/// those of the splines, column by column.
struct CouplingShape {
  int columns;
  int n_passed, n_changed;
  const long* passed;   ///< [n_passed] columns
  const long* changed;  ///< [n_changed] columns
  int hidden_layers, units;
  int bins;  ///< of a spline; 0: an affine coupling

  /// Outputs that make one spline: widths, heights, slopes at the inner knots.
  EPI_INLINE int of_spline() const { return bins == 0 ? 0 : 3 * bins - 1; }
  EPI_INLINE int outputs() const { return (2 + of_spline()) * n_changed; }
  EPI_INLINE int inputs_of(int layer) const { return layer == 0 ? n_passed : units; }
  EPI_INLINE int outputs_of(int layer) const { return layer == hidden_layers ? outputs() : units; }
  EPI_INLINE int widest() const {
    const int outside = n_passed > outputs() ? n_passed : outputs();
    return outside > units ? outside : units;
  }
  EPI_INLINE int n_weights() const {
    int count = 0;
    for (int layer = 0; layer <= hidden_layers; ++layer) count += (inputs_of(layer) + 1) * outputs_of(layer);
    return count;
  }
  /// Columns that the forward pass keeps of a changed column: exp(s), and of a spline what spline_change.h
  /// says.
  EPI_INLINE int kept_of_changed() const { return bins == 0 ? 1 : 10 + 2 * bins; }
  /// Columns that the forward pass keeps: what the conditioner saw, its hidden units, and the changed
  /// columns'.
  EPI_INLINE int kept() const { return n_passed + hidden_layers * units + n_changed * kept_of_changed(); }
  /// Columns of working memory of one tile.
  EPI_INLINE int scratch() const { return 2 * widest(); }
};

/// Planar: the fold of one layer, made of its weights (planar_fold.h).
template <class T>
struct PlanarFold {
  int columns;
  const T* w;          ///< [columns]
  const T* direction;  ///< u_hat [columns]
  T shift, slope;      ///< b and s
};

enum class SupportKind { real, above, below, interval };

/// One column of SupportMap.
template <class T>
struct SupportColumn {
  SupportKind kind;
  T lower, upper;
};

}  // namespace epi::flow::fused
