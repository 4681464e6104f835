#pragma once

#include <memory>
#include <span>
#include <vector>

#include "flow/batch_norm.h"
#include "flow/flow.h"
#include "flow/fused/buffer.h"
#include "flow/fused/layer_kernels.h"

namespace epi::flow::fused {

/// What the layers of one flow share during a pass.
template <class T>
struct Workspace {
  Batch batch{0, 0};
  Buffer<T> log_det;  ///< [tiles, kTile], without the part that is the same for all samples
  double log_det_of_all = 0.0;
  Buffer<T> g_log_det;  ///< [tiles, kTile], gradient of log_det; 0 where a sample only fills the last tile
  double g_log_det_sum = 0.0;
  Buffer<T> scratch, lanes;   ///< working memory of the kernels
  std::span<double> moments;  ///< running moments of batch normalisation

  std::size_t numbers(int columns) const {
    return static_cast<std::size_t>(batch.tiles) * static_cast<std::size_t>(columns) * kTile<T>;
  }
};

/// One layer between base distribution and support map; directions as in LayerKernels.
template <class T>
class Layer {
 public:
  virtual ~Layer() = default;
  /// Makes what depends on the weights alone.   @param weights  of the whole flow.
  virtual void prepare(const T* weights) = 0;
  virtual void forward(Workspace<T>& work, const T* x, T* y) = 0;
  /// x from y, keeping what forward keeps. Only of flows that config::fits_by_likelihood() accepts.
  virtual void inverse(Workspace<T>& work, const T* y, T* x) = 0;
  /// @param y  the layer's output.   @param g_weights  of the whole flow, added to.
  virtual void backward(Workspace<T>& work, const T* x, const T* y, T* g, T* g_weights) = 0;
  /// @param g_weights  null: not wanted.
  virtual void score(Workspace<T>& work, const T* x, T* g, T* g_weights) = 0;
};

/// The layers of an architecture in the order of flow_factory.h, without the support map.
template <class T>
std::vector<std::unique_ptr<Layer<T>>> build_layers(const FlowSpec& spec, const FlowLayout& layout,
                                                    BatchNorm::Mode mode);

}  // namespace epi::flow::fused
