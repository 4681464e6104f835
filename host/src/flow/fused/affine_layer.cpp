#include "flow/fused/layers.h"

#include <algorithm>
#include <cmath>

#include "flow/affine.h"

namespace epi::flow::fused {
namespace {

template <class T>
class AffineLayer : public Layer<T> {
 public:
  AffineLayer(const FlowLayout& layout, int columns)
      : columns_(columns),
        mean_(offset_of(layout.weights, Affine::kMean)),
        log_scale_(offset_of(layout.weights, Affine::kLogScale)),
        below_(offset_of(layout.weights, Affine::kBelowDiagonal)),
        factor_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(columns), T(0)),
        gradient_(factor_.size() + static_cast<std::size_t>(columns)) {}

  void prepare(const T* weights) override {
    weights_ = weights;
    log_det_ = 0.0;
    for (int i = 0; i < columns_; ++i) {
      for (int j = 0; j < i; ++j) factor(i, j) = weights[below_ + i * columns_ + j];
      factor(i, i) = std::exp(weights[log_scale_ + i]);
      log_det_ += static_cast<double>(weights[log_scale_ + i]);
    }
  }

  void forward(Workspace<T>& work, const T* x, T* y) override {
    require(work);
    kernels_.affine_forward(columns_, factor_.data(), weights_ + mean_, work.batch, x, y);
    work.log_det_of_all += log_det_;
  }
  void inverse(Workspace<T>& work, const T* y, T* x) override {
    require(work);
    kernels_.affine_inverse(columns_, factor_.data(), weights_ + mean_, work.batch, y, x);
    work.log_det_of_all += log_det_;
  }
  void backward(Workspace<T>& work, const T* x, const T* /*y*/, T* g, T* g_weights) override {
    std::ranges::fill(gradient_, T(0));
    kernels_.affine_backward(columns_, factor_.data(), work.batch, x, g, gradient_.data(), work.lanes.data());
    add_gradient(work, g_weights);
  }
  void score(Workspace<T>& work, const T* x, T* g, T* g_weights) override {
    std::ranges::fill(gradient_, T(0));
    kernels_.affine_score(columns_, factor_.data(), work.batch, x, g,
                          g_weights == nullptr ? nullptr : gradient_.data(), work.lanes.data());
    if (g_weights != nullptr) add_gradient(work, g_weights);
  }

 private:
  T& factor(int i, int j) { return factor_[static_cast<std::size_t>(i * columns_ + j)]; }

  void require(Workspace<T>& work) {
    work.lanes.require(gradient_.size() * static_cast<std::size_t>(kernels_.lanes_per_weight));
  }

  void add_gradient(const Workspace<T>& work, T* g_weights) {
    const T* of_mean = gradient_.data();
    const T* of_factor = of_mean + columns_;
    for (int i = 0; i < columns_; ++i) {
      g_weights[mean_ + i] += of_mean[i];
      for (int j = 0; j < i; ++j) g_weights[below_ + i * columns_ + j] += of_factor[i * columns_ + j];
      g_weights[log_scale_ + i] +=
          of_factor[i * columns_ + i] * factor(i, i) + static_cast<T>(work.g_log_det_sum);
    }
  }

  const LayerKernels<T>& kernels_ = layer_kernels<T>();
  int columns_;
  long mean_, log_scale_, below_;
  std::vector<T> factor_, gradient_;
  const T* weights_ = nullptr;
  double log_det_ = 0.0;
};

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_affine_layer(const FlowLayout& layout, int columns) {
  return std::make_unique<AffineLayer<T>>(layout, columns);
}
template std::unique_ptr<Layer<float>> make_affine_layer(const FlowLayout& layout, int columns);
template std::unique_ptr<Layer<double>> make_affine_layer(const FlowLayout& layout, int columns);

}  // namespace epi::flow::fused
