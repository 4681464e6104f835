#pragma once

#include "flow/fused/shapes.h"

namespace epi::flow::fused {

/// The arithmetic of the layers in both directions, for one processor level. Arrays of samples are
/// [tiles, columns, kTile], aligned to 64 bytes; `log_det` and its gradient [tiles, kTile].
///
/// Three directions are needed. *forward* pushes the base samples x to y and adds to log_det. *backward*
/// turns, in place, the gradient g of y into that of x; `g_log_det` is the gradient of log_det. *score* walks
/// the other way, for the density at points that are held: it turns, in place, the gradient of x into that of
/// y, where x = f^-1(y) and `g_log_det` still is that of the forward map's log_det. Gradients of weights are
/// added to `g_weights`; null: they are not wanted.
template <class T>
struct LayerKernels {
  /// Rows of a matrix to tiles, and back.   @param rows  [samples, columns], row-major.
  void (*pack)(const Batch& batch, int columns, const double* rows, T* tiles);
  void (*unpack)(const Batch& batch, int columns, const T* tiles, double* rows);
  /// log N(x; 0, 1), summed over the columns.   @param log_prob  [tiles, kTile].
  void (*base_log_prob)(const Batch& batch, int columns, const T* x, T* log_prob);

  void (*coupling_forward)(const CouplingShape& shape, const T* weights, const Batch& batch, const T* x, T* y,
                           T* kept, T* log_det, T* scratch);
  /// x from y; keeps what coupling_forward keeps and adds the forward map's log_det.
  void (*coupling_inverse)(const CouplingShape& shape, const T* weights, const Batch& batch, const T* y, T* x,
                           T* kept, T* log_det, T* scratch);
  /// @param lanes  working memory of the weights' gradient: lanes_per_weight numbers a weight.
  void (*coupling_backward)(const CouplingShape& shape, const T* weights, const Batch& batch, const T* x,
                            const T* kept, const T* g_log_det, T* g, T* g_weights, T* scratch, T* lanes);
  void (*coupling_score)(const CouplingShape& shape, const T* weights, const Batch& batch, const T* x,
                         const T* kept, const T* g_log_det, T* g, T* g_weights, T* scratch, T* lanes);

  /// @param tanh  [tiles, kTile], kept.
  void (*planar_forward)(const PlanarFold<T>& fold, const Batch& batch, const T* x, T* y, T* tanh,
                         T* log_det);
  /// @param g_fold  [2 columns + 2]: gradients of w, u_hat, b and s, added.
  void (*planar_backward)(const PlanarFold<T>& fold, const Batch& batch, const T* x, const T* tanh,
                          const T* g_log_det, T* g, T* g_fold, T* lanes);
  void (*planar_score)(const PlanarFold<T>& fold, const Batch& batch, const T* tanh, const T* g_log_det,
                       T* g);

  /// Moments of a batch and their use.   @param mean, variance  [columns], written.
  void (*norm_forward)(const Batch& batch, int columns, T epsilon, const T* x, T* y, T* mean, T* variance);
  /// y = (x - mean) scale, column by column.
  void (*norm_apply)(const Batch& batch, int columns, const T* mean, const T* scale, const T* x, T* y);
  /// @param g_log_det_sum  gradient of the layer's log-determinant, summed over the samples.
  void (*norm_backward)(const Batch& batch, int columns, T epsilon, const T* y, const T* variance,
                        T g_log_det_sum, T* g);

  /// y = scale x + mean, column by column: Affine over many columns.
  void (*scale_forward)(int columns, const T* scale, const T* mean, const Batch& batch, const T* x, T* y);
  void (*scale_inverse)(int columns, const T* scale, const T* mean, const Batch& batch, const T* y, T* x);
  /// @param g_weights  [2 columns]: gradients of mean and scale, added.
  void (*scale_backward)(int columns, const T* scale, const Batch& batch, const T* x, T* g, T* g_weights);
  void (*scale_score)(int columns, const T* scale, const Batch& batch, const T* x, T* g, T* g_weights);

  /// y = factor x + mean, factor lower triangular.   @param factor  [columns, columns].
  void (*affine_forward)(int columns, const T* factor, const T* mean, const Batch& batch, const T* x, T* y);
  void (*affine_inverse)(int columns, const T* factor, const T* mean, const Batch& batch, const T* y, T* x);
  /// @param g_weights  [columns + columns * columns]: gradients of mean and factor, added.
  void (*affine_backward)(int columns, const T* factor, const Batch& batch, const T* x, T* g, T* g_weights,
                          T* lanes);
  void (*affine_score)(int columns, const T* factor, const Batch& batch, const T* x, T* g, T* g_weights,
                       T* lanes);

  /// y = matrix x.   @param transposed  [columns, columns], the transpose of the matrix.
  void (*linear_map)(int columns, const T* transposed, const Batch& batch, const T* x, T* y);
  /// @param g_matrix  [columns, columns]: the sum of the outer products of y's gradient and x, added; null:
  /// not
  ///                  wanted.   @param scratch  one tile.
  void (*linear_backward)(int columns, const T* matrix, const Batch& batch, const T* x, T* g, T* g_matrix,
                          T* scratch, T* lanes);
  /// @param inverse  of the matrix.
  void (*linear_score)(int columns, const T* inverse, const Batch& batch, const T* x, T* g, T* g_matrix,
                       T* scratch, T* lanes);

  /// @param slope  dz/du, kept, as large as u.
  void (*support_forward)(const SupportColumn<T>* support, int columns, const Batch& batch, const T* u, T* z,
                          T* slope, T* log_det);
  /// g *= dz/du.
  void (*support_backward)(int columns, const Batch& batch, const T* slope, T* g);
  /// Adds the gradient of the map's log_det by u to g.
  void (*support_log_det_backward)(const SupportColumn<T>* support, int columns, const Batch& batch,
                                   const T* u, const T* slope, const T* g_log_det, T* g);

  int lanes_per_weight;

  /// For flow_limit.h: `rounds` of multiply_adds_a_round products with sums, and hyperbolic tangents of
  /// `count` numbers (a multiple of a tile's).
  void (*multiply_adds)(long rounds, T* numbers);
  void (*tanhs)(long count, T* numbers);
  int multiply_adds_a_round;
};

/// The kernels of the highest level that this processor, and EPI_CPU_LEVEL, allow.
template <class T>
const LayerKernels<T>& layer_kernels();

}  // namespace epi::flow::fused
