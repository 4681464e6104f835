#include "flow/mixing.h"

#include <cstdint>
#include <numeric>
#include <utility>

namespace epi::flow {

Mixing mixing_after(const config::Flow& architecture, int index, int n_columns) {
  if (index + 1 >= architecture.masks) return Mixing::none;
  if (architecture.mixing == "linear") return n_columns <= kMostLinearlyMixed ? Mixing::linear : Mixing::none;
  if (architecture.mixing != "permutation") return Mixing::none;
  const int round = architecture.split == "single" ? n_columns : 2;
  return (index + 1) % round == 0 ? Mixing::permutation : Mixing::none;
}

std::vector<long> mixed_order(int index, int n_columns) {
  std::vector<long> order(static_cast<std::size_t>(n_columns));
  std::iota(order.begin(), order.end(), 0L);
  auto state = static_cast<std::uint64_t>(index) + 1;
  for (std::size_t i = order.size() - 1; i > 0; --i) {
    // The multiplier and increment of MMIX (Knuth, The Art of Computer Programming 2, section 3.3.4); its
    // high bits are the good ones.
    state = state * 6364136223846793005U + 1442695040888963407U;
    std::swap(order[i], order[static_cast<std::size_t>((state >> 33U) % (i + 1))]);
  }
  return order;
}

}  // namespace epi::flow
