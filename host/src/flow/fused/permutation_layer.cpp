#include <algorithm>

#include "flow/fused/layers.h"

namespace epi::flow::fused {
namespace {

template <class T>
class PermutationLayer : public Layer<T> {
 public:
  explicit PermutationLayer(std::vector<long> order) : order_(std::move(order)), back_(order_.size()) {
    for (std::size_t j = 0; j < order_.size(); ++j)
      back_[static_cast<std::size_t>(order_[j])] = static_cast<long>(j);
  }

  void prepare(const T* /*weights*/) override {}
  void forward(Workspace<T>& work, const T* x, T* y) override { arrange(work, order_, x, y); }
  void inverse(Workspace<T>& work, const T* y, T* x) override { arrange(work, back_, y, x); }
  void backward(Workspace<T>& work, const T* /*x*/, const T* /*y*/, T* g, T* /*g_weights*/) override {
    arrange_in_place(work, back_, g);
  }
  void score(Workspace<T>& work, const T* /*x*/, T* g, T* /*g_weights*/) override {
    arrange_in_place(work, order_, g);
  }

 private:
  static void arrange_tile(const std::vector<long>& order, const T* from, T* to) {
    for (const long column : order) to = std::copy_n(from + column * kTile<T>, kTile<T>, to);
  }
  static void arrange(const Workspace<T>& work, const std::vector<long>& order, const T* from, T* to) {
    const long step = static_cast<long>(order.size()) * kTile<T>;
    for (long k = 0; k < work.batch.tiles; ++k) arrange_tile(order, from + k * step, to + k * step);
  }
  static void arrange_in_place(Workspace<T>& work, const std::vector<long>& order, T* g) {
    const long step = static_cast<long>(order.size()) * kTile<T>;
    work.scratch.require(static_cast<std::size_t>(step));
    for (long k = 0; k < work.batch.tiles; ++k) {
      arrange_tile(order, g + k * step, work.scratch.data());
      std::copy_n(work.scratch.data(), step, g + k * step);
    }
  }

  std::vector<long> order_, back_;
};

}  // namespace

template <class T>
std::unique_ptr<Layer<T>> make_permutation_layer(std::vector<long> order) {
  return std::make_unique<PermutationLayer<T>>(std::move(order));
}
template std::unique_ptr<Layer<float>> make_permutation_layer(std::vector<long> order);
template std::unique_ptr<Layer<double>> make_permutation_layer(std::vector<long> order);

}  // namespace epi::flow::fused
