#include <algorithm>
#include <cmath>
#include <string>

#include "base/check.h"
#include "flow/affine.h"
#include "flow/batch_norm.h"
#include "flow/coupling_mask.h"
#include "flow/fused/layer.h"
#include "flow/fused/planar_fold.h"

namespace epi::flow::fused {
namespace {

long offset_of(const std::vector<TensorEntry>& entries, const std::string& name) {
  const auto entry = std::ranges::find(entries, name, &TensorEntry::name);
  EPI_CHECK(entry != entries.end());
  return entry->offset;
}

std::vector<int> columns_where(const std::vector<bool>& mask, bool wanted) {
  std::vector<int> columns;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == wanted) columns.push_back(static_cast<int>(i));
  }
  return columns;
}

template <class T>
class CouplingLayer : public Layer<T> {
 public:
  CouplingLayer(const FlowLayout& layout, const std::string& name, const std::vector<bool>& mask,
                const config::Flow& architecture)
      : offset_(offset_of(layout.weights, name + ".conditioner.0.weight")),
        passed_(columns_where(mask, true)),
        changed_(columns_where(mask, false)),
        shape_{static_cast<int>(mask.size()),
               static_cast<int>(passed_.size()),
               static_cast<int>(changed_.size()),
               passed_.data(),
               changed_.data(),
               architecture.hidden_layers,
               architecture.units} {}

  void prepare(const T* weights) override { weights_ = weights + offset_; }

  void forward(Workspace<T>& work, const T* x, T* y) override {
    require(work);
    kernels_.coupling_forward(shape_, weights_, work.batch, x, y, kept_.data(), work.log_det.data(),
                              work.scratch.data());
  }
  void inverse(Workspace<T>& work, const T* y, T* x) override {
    require(work);
    kernels_.coupling_inverse(shape_, weights_, work.batch, y, x, kept_.data(), work.log_det.data(),
                              work.scratch.data());
  }
  void backward(Workspace<T>& work, const T* x, const T* /*y*/, T* g, T* g_weights) override {
    kernels_.coupling_backward(shape_, weights_, work.batch, x, kept_.data(), work.g_log_det.data(), g,
                               g_weights + offset_, work.scratch.data(), work.lanes.data());
  }
  void score(Workspace<T>& work, const T* x, T* g, T* g_weights) override {
    kernels_.coupling_score(shape_, weights_, work.batch, x, kept_.data(), work.g_log_det.data(), g,
                            g_weights == nullptr ? nullptr : g_weights + offset_, work.scratch.data(),
                            work.lanes.data());
  }

 private:
  void require(Workspace<T>& work) {
    kept_.require(work.numbers(shape_.kept()));
    work.scratch.require(static_cast<std::size_t>(shape_.scratch()) * kTile<T>);
    work.lanes.require(static_cast<std::size_t>(shape_.n_weights() * kernels_.lanes_per_weight));
  }

  const LayerKernels<T>& kernels_ = layer_kernels<T>();
  long offset_;
  std::vector<int> passed_, changed_;
  CouplingShape shape_;
  const T* weights_ = nullptr;
  Buffer<T> kept_;
};

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

template <class T>
class NormLayer : public Layer<T> {
 public:
  NormLayer(const FlowLayout& layout, const std::string& name, int columns, double momentum,
            BatchNorm::Mode mode)
      : mean_at_(static_cast<std::size_t>(offset_of(layout.moments, name + ".mean"))),
        variance_at_(static_cast<std::size_t>(offset_of(layout.moments, name + ".variance"))),
        momentum_(momentum),
        mode_(mode),
        mean_(static_cast<std::size_t>(columns)),
        variance_(static_cast<std::size_t>(columns)) {}

  void prepare(const T* /*weights*/) override {}

  void forward(Workspace<T>& work, const T* x, T* y) override {
    if (mode_ == BatchNorm::Mode::frozen) return apply(work, x, y);
    kernels_.norm_forward(work.batch, static_cast<int>(mean_.size()), T(BatchNorm::kEpsilon), x, y,
                          mean_.data(), variance_.data());
    for (std::size_t j = 0; j < mean_.size(); ++j) {
      double& mean = work.moments[mean_at_ + j];
      double& variance = work.moments[variance_at_ + j];
      mean += (1.0 - momentum_) * (static_cast<double>(mean_[j]) - mean);
      variance += (1.0 - momentum_) * (static_cast<double>(variance_[j]) - variance);
      work.log_det_of_all -= 0.5 * std::log(static_cast<double>(variance_[j]) + BatchNorm::kEpsilon);
    }
  }
  void inverse(Workspace<T>& /*work*/, const T* /*y*/, T* /*x*/) override {
    EPI_CHECK(!"the moments are those of a batch that went forward");
  }
  void backward(Workspace<T>& work, const T* /*x*/, const T* y, T* g, T* /*g_weights*/) override {
    kernels_.norm_backward(work.batch, static_cast<int>(mean_.size()), T(BatchNorm::kEpsilon), y,
                           variance_.data(), static_cast<T>(work.g_log_det_sum), g);
  }
  void score(Workspace<T>& /*work*/, const T* /*x*/, T* /*g*/, T* /*g_weights*/) override {
    EPI_CHECK(!"points that are held leave the moments of their batch undefined");
  }

 private:
  // By the running moments.
  void apply(Workspace<T>& work, const T* x, T* y) {
    for (std::size_t j = 0; j < mean_.size(); ++j) {
      const double spread = work.moments[variance_at_ + j] + BatchNorm::kEpsilon;
      mean_[j] = static_cast<T>(work.moments[mean_at_ + j]);
      variance_[j] = static_cast<T>(1.0 / std::sqrt(spread));
      work.log_det_of_all -= 0.5 * std::log(spread);
    }
    kernels_.norm_apply(work.batch, static_cast<int>(mean_.size()), mean_.data(), variance_.data(), x, y);
  }

  const LayerKernels<T>& kernels_ = layer_kernels<T>();
  std::size_t mean_at_, variance_at_;
  double momentum_;
  BatchNorm::Mode mode_;
  std::vector<T> mean_, variance_;
};

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
std::vector<std::unique_ptr<Layer<T>>> build_layers(const FlowSpec& spec, const FlowLayout& layout,
                                                    BatchNorm::Mode mode) {
  const config::Flow& architecture = spec.architecture;
  const int columns = static_cast<int>(spec.support.size());
  std::vector<std::unique_ptr<Layer<T>>> layers;
  if (architecture.kind == "planar") {
    for (int i = 0; i < architecture.layers; ++i)
      layers.push_back(std::make_unique<PlanarLayer<T>>(layout, "planar." + std::to_string(i), columns));
  } else {
    EPI_CHECK(architecture.kind == "real_nvp");
    const int n_couplings = columns > 1 ? architecture.masks : 0;
    for (int i = 0; i < n_couplings; ++i) {
      layers.push_back(std::make_unique<CouplingLayer<T>>(layout, "coupling." + std::to_string(i),
                                                          coupling_mask(i, columns, architecture.split),
                                                          architecture));
      if (architecture.batch_norm && i + 1 < n_couplings) {
        layers.push_back(std::make_unique<NormLayer<T>>(layout, "batch_norm." + std::to_string(i), columns,
                                                        architecture.batch_norm->momentum, mode));
      }
    }
  }
  if (columns > Affine::kMostCorrelated)
    layers.push_back(std::make_unique<ScaleLayer<T>>(layout, columns));
  else
    layers.push_back(std::make_unique<AffineLayer<T>>(layout, columns));
  return layers;
}

template std::vector<std::unique_ptr<Layer<float>>> build_layers(const FlowSpec&, const FlowLayout&,
                                                                 BatchNorm::Mode);
template std::vector<std::unique_ptr<Layer<double>>> build_layers(const FlowSpec&, const FlowLayout&,
                                                                  BatchNorm::Mode);

}  // namespace epi::flow::fused
