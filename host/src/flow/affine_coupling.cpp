#include "flow/affine_coupling.h"

#include <algorithm>
#include <numeric>

#include "flow/coupling_mask.h"

namespace epi::flow {
namespace {

at::Tensor index_tensor(const std::vector<long>& indices) {
  return at::tensor(at::ArrayRef<long>(indices));
}

at::Tensor order_of(const std::vector<bool>& mask) {
  std::vector<long> placed = columns_where(mask, true);
  const std::vector<long> changed = columns_where(mask, false);
  placed.insert(placed.end(), changed.begin(), changed.end());
  std::vector<long> order(placed.size());
  for (std::size_t i = 0; i < placed.size(); ++i)
    order[static_cast<std::size_t>(placed[i])] = static_cast<long>(i);
  return index_tensor(order);
}

long count_where(const std::vector<bool>& mask, bool wanted) {
  return static_cast<long>(std::count(mask.begin(), mask.end(), wanted));
}

}  // namespace

AffineCoupling::AffineCoupling(TensorSource& source, const std::string& name, const std::vector<bool>& mask,
                               int hidden_layers, int units)
    : passed_(index_tensor(columns_where(mask, true))),
      changed_(index_tensor(columns_where(mask, false))),
      order_(order_of(mask)),
      conditioner_(source, name + ".conditioner", count_where(mask, true), 2 * count_where(mask, false),
                   hidden_layers, units) {}

AffineCoupling::Steering AffineCoupling::steer(const at::Tensor& passed) const {
  const std::vector<at::Tensor> halves = conditioner_(passed).chunk(2, 1);
  return {halves[0], halves[1]};
}

at::Tensor AffineCoupling::assemble(const at::Tensor& passed, const at::Tensor& changed) const {
  return at::cat({passed, changed}, 1).index_select(1, order_);
}

Mapped AffineCoupling::forward(const at::Tensor& x) {
  const at::Tensor passed = x.index_select(1, passed_);
  const Steering steering = steer(passed);
  const at::Tensor changed =
      at::addcmul(steering.shift, x.index_select(1, changed_), at::exp(steering.log_scale));
  return {assemble(passed, changed), steering.log_scale.sum(1)};
}

Mapped AffineCoupling::inverse(const at::Tensor& y) {
  const at::Tensor passed = y.index_select(1, passed_);
  const Steering steering = steer(passed);
  const at::Tensor changed = (y.index_select(1, changed_) - steering.shift) * at::exp(-steering.log_scale);
  return {assemble(passed, changed), -steering.log_scale.sum(1)};
}

}  // namespace epi::flow
