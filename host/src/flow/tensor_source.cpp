#include "flow/tensor_source.h"

#include <functional>
#include <numeric>
#include <utility>

namespace epi::flow {
namespace {

long element_count(const std::vector<long>& shape) {
  return std::accumulate(shape.begin(), shape.end(), 1L, std::multiplies<>());
}

long end_of(const std::vector<TensorEntry>& entries) {
  return entries.empty() ? 0 : entries.back().offset + element_count(entries.back().shape);
}

at::Tensor shell(const std::vector<long>& shape) {
  return at::zeros(shape, at::kDouble);
}

}  // namespace

at::Tensor LayoutRecorder::weight(const std::string& name, std::vector<long> shape, double bound) {
  weights.push_back({name, shape, end_of(weights)});
  initial_bound.resize(static_cast<std::size_t>(end_of(weights)), bound);
  return shell(shape);
}

at::Tensor LayoutRecorder::moment(const std::string& name, std::vector<long> shape, double initial) {
  moments.push_back({name, shape, end_of(moments)});
  initial_moment.resize(static_cast<std::size_t>(end_of(moments)), initial);
  return shell(shape);
}

FlatBinder::FlatBinder(at::Tensor weights, at::Tensor weight_gradient, at::Tensor moments)
    : weights_(std::move(weights)),
      weight_gradient_(std::move(weight_gradient)),
      moments_(std::move(moments)) {}

at::Tensor FlatBinder::weight(const std::string& /*name*/, std::vector<long> shape, double /*bound*/) {
  const long count = element_count(shape);
  // A leaf of its own that shares storage with the flat tensor: autograd adds into the flat gradient in
  // place.
  at::Tensor leaf = weights_.narrow(0, next_weight_, count).view(shape).detach();
  if (weight_gradient_.defined()) {
    leaf.set_requires_grad(true);
    leaf.mutable_grad() = weight_gradient_.narrow(0, next_weight_, count).view(shape);
  }
  next_weight_ += count;
  return leaf;
}

at::Tensor FlatBinder::moment(const std::string& /*name*/, std::vector<long> shape, double /*initial*/) {
  const long count = element_count(shape);
  at::Tensor view = moments_.narrow(0, next_moment_, count).view(shape);
  next_moment_ += count;
  return view;
}

}  // namespace epi::flow
