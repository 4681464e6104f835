#include "flow/fused/layers.h"

#include <cmath>

#include "base/check.h"

namespace epi::flow::fused {
namespace {

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

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_norm_layer(const FlowLayout& layout, const std::string& name, int columns,
                                          double momentum, BatchNorm::Mode mode) {
  return std::make_unique<NormLayer<T>>(layout, name, columns, momentum, mode);
}
template std::unique_ptr<Layer<float>> make_norm_layer(const FlowLayout& layout, const std::string& name,
                                                       int columns, double momentum, BatchNorm::Mode mode);
template std::unique_ptr<Layer<double>> make_norm_layer(const FlowLayout& layout, const std::string& name,
                                                        int columns, double momentum, BatchNorm::Mode mode);

}  // namespace epi::flow::fused
