#include "flow/permutation.h"

namespace epi::flow {

Permutation::Permutation(const std::vector<long>& order)
    : order_(at::tensor(at::ArrayRef<long>(order))), back_(order_.argsort()) {}

Mapped Permutation::forward(const at::Tensor& x) {
  return {x.index_select(1, order_), at::zeros({x.size(0)}, x.options())};
}

Mapped Permutation::inverse(const at::Tensor& y) {
  return {y.index_select(1, back_), at::zeros({y.size(0)}, y.options())};
}

}  // namespace epi::flow
