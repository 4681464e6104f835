#include "flow/chain.h"

namespace epi::flow {

Mapped Chain::forward(const at::Tensor& x) {
  Mapped result{x, at::zeros({x.size(0)}, x.options())};
  for (const auto& bijector : bijectors_) {
    Mapped next = bijector->forward(result.value);
    result = {std::move(next.value), result.log_det + next.log_det};
  }
  return result;
}

Mapped Chain::inverse(const at::Tensor& y) {
  Mapped result{y, at::zeros({y.size(0)}, y.options())};
  for (auto it = bijectors_.rbegin(); it != bijectors_.rend(); ++it) {
    Mapped next = (*it)->inverse(result.value);
    result = {std::move(next.value), result.log_det + next.log_det};
  }
  return result;
}

}  // namespace epi::flow
