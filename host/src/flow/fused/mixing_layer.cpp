#include <algorithm>

#include "flow/fused/layers.h"

namespace epi::flow::fused {
namespace {

/// LinearMixing by the product of its factors, and at given points by the inverse of that.
template <class T>
class MixingLayer : public Layer<T> {
 public:
  MixingLayer(const FlowLayout& layout, const std::string& name, int columns)
      : columns_(columns),
        offset_(offset_of(layout.weights, name + ".factors")),
        product_(square()),
        transposed_(square()),
        inverse_(square()),
        transposed_inverse_(square()),
        gradient_(square()) {}

  void prepare(const T* weights) override {
    factors_ = weights + offset_;
    has_inverse_ = false;
    for (int i = 0; i < columns_; ++i) {
      for (int j = 0; j < columns_; ++j) {
        T sum = i <= j ? upper(i, j) : T(0);
        for (int k = 0; k < std::min(i, j + 1); ++k) sum += lower(i, k) * upper(k, j);
        product_[at(i, j)] = transposed_[at(j, i)] = sum;
      }
    }
  }

  void forward(Workspace<T>& work, const T* x, T* y) override {
    kernels_.linear_map(columns_, transposed_.data(), work.batch, x, y);
  }
  void inverse(Workspace<T>& work, const T* y, T* x) override {
    require_inverse();
    kernels_.linear_map(columns_, transposed_inverse_.data(), work.batch, y, x);
  }
  void backward(Workspace<T>& work, const T* x, const T* /*y*/, T* g, T* g_weights) override {
    require(work);
    kernels_.linear_backward(columns_, product_.data(), work.batch, x, g, gradient_.data(),
                             work.scratch.data(), work.lanes.data());
    add_gradient(T(1), g_weights);
  }
  void score(Workspace<T>& work, const T* x, T* g, T* g_weights) override {
    require(work);
    require_inverse();
    kernels_.linear_score(columns_, inverse_.data(), work.batch, x, g,
                          g_weights == nullptr ? nullptr : gradient_.data(), work.scratch.data(),
                          work.lanes.data());
    // x = f^-1(y; weights) moves against what y would do.
    if (g_weights != nullptr) add_gradient(T(-1), g_weights);
  }

 private:
  std::size_t at(int i, int j) const { return static_cast<std::size_t>(i * columns_ + j); }
  std::vector<T> square() const { return std::vector<T>(at(columns_, 0), T(0)); }
  T lower(int i, int j) const { return i == j ? T(1) : factors_[at(i, j)]; }  // i >= j
  T upper(int i, int j) const { return i == j ? T(1) : factors_[at(i, j)]; }  // i <= j

  void require(Workspace<T>& work) {
    work.scratch.require(static_cast<std::size_t>(columns_) * kTile<T>);
    work.lanes.require(gradient_.size() * static_cast<std::size_t>(kernels_.lanes_per_weight));
    std::ranges::fill(gradient_, T(0));
  }

  // Column by column: L w = e_j downwards, then U x = w upwards.
  void require_inverse() {
    if (has_inverse_) return;
    has_inverse_ = true;
    for (int j = 0; j < columns_; ++j) {
      const auto x = [&](int i) -> T& { return inverse_[at(i, j)]; };
      for (int i = 0; i < columns_; ++i) {
        x(i) = i == j ? T(1) : T(0);
        for (int k = j; k < i; ++k) x(i) -= lower(i, k) * x(k);
      }
      for (int i = columns_ - 1; i >= 0; --i) {
        for (int k = i + 1; k < columns_; ++k) x(i) -= upper(i, k) * x(k);
        transposed_inverse_[at(j, i)] = x(i);
      }
    }
  }

  // From the gradient of the product: G U^T below the diagonal and L^T G above it.
  void add_gradient(T sign, T* g_weights) const {
    for (int i = 0; i < columns_; ++i) {
      for (int j = 0; j < columns_; ++j) {
        T sum(0);
        if (i > j) {
          for (int k = j; k < columns_; ++k) sum += gradient_[at(i, k)] * upper(j, k);
        } else if (i < j) {
          for (int k = i; k < columns_; ++k) sum += lower(k, i) * gradient_[at(k, j)];
        }
        g_weights[offset_ + static_cast<long>(at(i, j))] += sign * sum;
      }
    }
  }

  const LayerKernels<T>& kernels_ = layer_kernels<T>();
  int columns_;
  long offset_;
  const T* factors_ = nullptr;
  std::vector<T> product_, transposed_;          // L U
  std::vector<T> inverse_, transposed_inverse_;  // made when first asked for
  std::vector<T> gradient_;
  bool has_inverse_ = false;
};

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_mixing_layer(const FlowLayout& layout, const std::string& name, int columns) {
  return std::make_unique<MixingLayer<T>>(layout, name, columns);
}
template std::unique_ptr<Layer<float>> make_mixing_layer(const FlowLayout& layout, const std::string& name,
                                                         int columns);
template std::unique_ptr<Layer<double>> make_mixing_layer(const FlowLayout& layout, const std::string& name,
                                                          int columns);

}  // namespace epi::flow::fused
