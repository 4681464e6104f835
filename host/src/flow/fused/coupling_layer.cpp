#include "flow/coupling_mask.h"
#include "flow/fused/layers.h"

namespace epi::flow::fused {
namespace {

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
               architecture.units,
               architecture.kind == "spline" ? architecture.bins : 0} {}

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
  std::vector<long> passed_, changed_;
  CouplingShape shape_;
  const T* weights_ = nullptr;
  Buffer<T> kept_;
};

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_coupling_layer(const FlowLayout& layout, const std::string& name,
                                              const std::vector<bool>& mask,
                                              const config::Flow& architecture) {
  return std::make_unique<CouplingLayer<T>>(layout, name, mask, architecture);
}
template std::unique_ptr<Layer<float>> make_coupling_layer(const FlowLayout& layout, const std::string& name,
                                                           const std::vector<bool>& mask,
                                                           const config::Flow& architecture);
template std::unique_ptr<Layer<double>> make_coupling_layer(const FlowLayout& layout, const std::string& name,
                                                            const std::vector<bool>& mask,
                                                            const config::Flow& architecture);

}  // namespace epi::flow::fused
