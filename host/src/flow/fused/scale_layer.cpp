#include "flow/fused/layers.h"

#include <algorithm>
#include <cmath>

#include "flow/affine.h"

namespace epi::flow::fused {
namespace {

// Affine over many columns.
template <class T>
class ScaleLayer : public Layer<T> {
 public:
  ScaleLayer(const FlowLayout& layout, int columns)
      : columns_(columns),
        mean_(offset_of(layout.weights, Affine::kMean)),
        log_scale_(offset_of(layout.weights, Affine::kLogScale)),
        scale_(static_cast<std::size_t>(columns)),
        gradient_(2 * scale_.size()) {}

  void prepare(const T* weights) override {
    weights_ = weights;
    log_det_ = 0.0;
    for (std::size_t i = 0; i < scale_.size(); ++i) {
      const T log_scale = weights[static_cast<std::size_t>(log_scale_) + i];
      scale_[i] = std::exp(log_scale);
      log_det_ += static_cast<double>(log_scale);
    }
  }

  void forward(Workspace<T>& work, const T* x, T* y) override {
    kernels_.scale_forward(columns_, scale_.data(), weights_ + mean_, work.batch, x, y);
    work.log_det_of_all += log_det_;
  }
  void inverse(Workspace<T>& work, const T* y, T* x) override {
    kernels_.scale_inverse(columns_, scale_.data(), weights_ + mean_, work.batch, y, x);
    work.log_det_of_all += log_det_;
  }
  void backward(Workspace<T>& work, const T* x, const T* /*y*/, T* g, T* g_weights) override {
    std::ranges::fill(gradient_, T(0));
    kernels_.scale_backward(columns_, scale_.data(), work.batch, x, g, gradient_.data());
    add_gradient(work, g_weights);
  }
  void score(Workspace<T>& work, const T* x, T* g, T* g_weights) override {
    std::ranges::fill(gradient_, T(0));
    kernels_.scale_score(columns_, scale_.data(), work.batch, x, g,
                         g_weights == nullptr ? nullptr : gradient_.data());
    if (g_weights != nullptr) add_gradient(work, g_weights);
  }

 private:
  void add_gradient(const Workspace<T>& work, T* g_weights) {
    for (std::size_t i = 0; i < scale_.size(); ++i) {
      g_weights[static_cast<std::size_t>(mean_) + i] += gradient_[i];
      g_weights[static_cast<std::size_t>(log_scale_) + i] +=
          gradient_[scale_.size() + i] * scale_[i] + static_cast<T>(work.g_log_det_sum);
    }
  }

  const LayerKernels<T>& kernels_ = layer_kernels<T>();
  int columns_;
  long mean_, log_scale_;
  std::vector<T> scale_, gradient_;
  const T* weights_ = nullptr;
  double log_det_ = 0.0;
};

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_scale_layer(const FlowLayout& layout, int columns) {
  return std::make_unique<ScaleLayer<T>>(layout, columns);
}
template std::unique_ptr<Layer<float>> make_scale_layer(const FlowLayout& layout, int columns);
template std::unique_ptr<Layer<double>> make_scale_layer(const FlowLayout& layout, int columns);

}  // namespace epi::flow::fused
