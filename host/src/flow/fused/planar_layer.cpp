#include "flow/fused/layers.h"

#include <algorithm>

#include "base/check.h"
#include "flow/fused/planar_fold.h"

namespace epi::flow::fused {
namespace {

template <class T>
class PlanarLayer : public Layer<T> {
 public:
  PlanarLayer(const FlowLayout& layout, const std::string& name, int columns)
      : w_(offset_of(layout.weights, name + ".w")),
        u_(offset_of(layout.weights, name + ".u")),
        b_(offset_of(layout.weights, name + ".b")),
        w_values_(static_cast<std::size_t>(columns)),
        u_values_(static_cast<std::size_t>(columns)),
        g_w_(w_values_.size()),
        g_u_(w_values_.size()),
        g_direction_(w_values_.size()),
        direction_(w_values_.size()),
        g_fold_(2 * w_values_.size() + 2) {
    fold_.columns = columns;
  }

  void prepare(const T* weights) override {
    std::copy_n(weights + w_, w_values_.size(), w_values_.begin());
    std::copy_n(weights + u_, u_values_.size(), u_values_.begin());
    of_weights_ = FoldOfWeights(w_values_, u_values_);
    for (std::size_t j = 0; j < direction_.size(); ++j)
      direction_[j] = static_cast<T>(of_weights_.direction[j]);
    fold_.w = weights + w_;
    fold_.direction = direction_.data();
    fold_.shift = weights[b_];
    fold_.slope = static_cast<T>(of_weights_.slope);
  }

  void forward(Workspace<T>& work, const T* x, T* y) override {
    tanh_.require(work.numbers(1));
    work.lanes.require(2 * (w_values_.size() + 1) * static_cast<std::size_t>(kernels_.lanes_per_weight));
    kernels_.planar_forward(fold_, work.batch, x, y, tanh_.data(), work.log_det.data());
  }
  void inverse(Workspace<T>& /*work*/, const T* /*y*/, T* /*x*/) override {
    EPI_CHECK(!"a planar layer has no inverse in closed form");
  }
  void backward(Workspace<T>& work, const T* x, const T* /*y*/, T* g, T* g_weights) override {
    const std::size_t n = w_values_.size();
    std::ranges::fill(g_fold_, T(0));
    kernels_.planar_backward(fold_, work.batch, x, tanh_.data(), work.g_log_det.data(), g, g_fold_.data(),
                             work.lanes.data());
    std::copy_n(g_fold_.begin(), n, g_w_.begin());
    std::copy_n(g_fold_.begin() + static_cast<std::ptrdiff_t>(n), n, g_direction_.begin());
    std::ranges::fill(g_u_, 0.0);
    of_weights_.backward(w_values_, u_values_, g_direction_, static_cast<double>(g_fold_[2 * n + 1]), g_w_,
                         g_u_);
    for (std::size_t j = 0; j < n; ++j) {
      g_weights[w_ + static_cast<long>(j)] += static_cast<T>(g_w_[j]);
      g_weights[u_ + static_cast<long>(j)] += static_cast<T>(g_u_[j]);
    }
    g_weights[b_] += g_fold_[2 * n];
  }
  void score(Workspace<T>& work, const T* /*x*/, T* g, T* g_weights) override {
    EPI_CHECK(g_weights == nullptr);  // config::fits_by_likelihood
    kernels_.planar_score(fold_, work.batch, tanh_.data(), work.g_log_det.data(), g);
  }

 private:
  const LayerKernels<T>& kernels_ = layer_kernels<T>();
  long w_, u_, b_;
  std::vector<double> w_values_, u_values_, g_w_, g_u_, g_direction_;
  std::vector<T> direction_, g_fold_;
  FoldOfWeights of_weights_{{}, {}};
  PlanarFold<T> fold_{};
  Buffer<T> tanh_;
};

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_planar_layer(const FlowLayout& layout, const std::string& name, int columns) {
  return std::make_unique<PlanarLayer<T>>(layout, name, columns);
}
template std::unique_ptr<Layer<float>> make_planar_layer(const FlowLayout& layout, const std::string& name,
                                                         int columns);
template std::unique_ptr<Layer<double>> make_planar_layer(const FlowLayout& layout, const std::string& name,
                                                          int columns);

}  // namespace epi::flow::fused
