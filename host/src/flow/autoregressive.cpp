#include "flow/autoregressive.h"

#include <algorithm>
#include <numeric>

#include "flow/autoregressive_degrees.h"

namespace epi::flow {
namespace {

std::vector<at::Tensor> masks_of(const std::vector<std::vector<int>>& degrees) {
  std::vector<at::Tensor> masks;
  for (std::size_t k = 0; k + 1 < degrees.size(); ++k) {
    const std::vector<double> mask = connections(degrees[k], degrees[k + 1], k + 2 == degrees.size());
    masks.push_back(
        at::tensor(at::ArrayRef<double>(mask), at::kDouble)
            .view({static_cast<long>(degrees[k + 1].size()), static_cast<long>(degrees[k].size())}));
  }
  return masks;
}

std::vector<long> order_of(int columns, bool reversed) {
  std::vector<long> order(static_cast<std::size_t>(columns));
  std::iota(order.begin(), order.end(), 0L);
  if (reversed) std::ranges::reverse(order);
  return order;
}

}  // namespace

Autoregressive::Autoregressive(TensorSource& source, const std::string& name, int columns, int hidden_layers,
                               int units, bool reversed)
    : order_(order_of(columns, reversed)),
      conditioner_(source, name + ".conditioner", columns, 2L * columns, hidden_layers, units,
                   masks_of(autoregressive_degrees(columns, hidden_layers, units, reversed))) {}

Mapped Autoregressive::forward(const at::Tensor& x) {
  const std::vector<at::Tensor> halves = conditioner_(x).chunk(2, 1);
  return {at::addcmul(halves[1], x, at::exp(halves[0])), halves[0].sum(1)};
}

Mapped Autoregressive::inverse(const at::Tensor& y) {
  const long columns = y.size(1);
  // What is not known yet is 0, and no output of use sees it.
  std::vector<at::Tensor> x(static_cast<std::size_t>(columns), at::zeros({y.size(0)}, y.options()));
  at::Tensor log_det = at::zeros({y.size(0)}, y.options());
  for (const long column : order_) {
    const at::Tensor outputs = conditioner_(at::stack(x, 1));
    const at::Tensor log_scale = outputs.select(1, column);
    x[static_cast<std::size_t>(column)] =
        (y.select(1, column) - outputs.select(1, columns + column)) * at::exp(-log_scale);
    log_det = log_det - log_scale;
  }
  return {at::stack(x, 1), log_det};
}

}  // namespace epi::flow
