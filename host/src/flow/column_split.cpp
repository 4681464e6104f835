#include "flow/column_split.h"

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

}  // namespace

ColumnSplit::ColumnSplit(const std::vector<bool>& mask)
    : passed_(index_tensor(columns_where(mask, true))),
      changed_(index_tensor(columns_where(mask, false))),
      order_(order_of(mask)) {}

}  // namespace epi::flow
