#include "flow/mixing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "flow/coupling_mask.h"

namespace epi::flow {
namespace {

config::Flow architecture(const std::string& mixing, const std::string& split, int masks) {
  config::Flow flow;
  flow.mixing = mixing;
  flow.split = split;
  flow.masks = masks;
  return flow;
}

TEST(Mixing, ALinearMapStandsBetweenAllCouplingsOfFewColumns) {
  const config::Flow flow = architecture("linear", "halves", 3);
  EXPECT_EQ(mixing_after(flow, 0, 64), Mixing::linear);
  EXPECT_EQ(mixing_after(flow, 1, 64), Mixing::linear);
  EXPECT_EQ(mixing_after(flow, 2, 64), Mixing::none) << "after the last";
  EXPECT_EQ(mixing_after(flow, 0, 65), Mixing::none);
  EXPECT_EQ(mixing_after(architecture("none", "halves", 3), 0, 4), Mixing::none);
}

TEST(Mixing, PermutationsLeaveEveryRoundOfCouplingsWhole) {
  for (const auto& [split, round] : {std::pair("halves", 2), std::pair("single", 5)}) {
    const config::Flow flow = architecture("permutation", split, 3 * round);
    std::set<long> changed;
    for (int i = 0; i < flow.masks; ++i) {
      for (const long column : columns_where(coupling_mask(i, 5, split), false)) changed.insert(column);
      const bool ends = (i + 1) % round == 0 && i + 1 < flow.masks;
      EXPECT_EQ(mixing_after(flow, i, 5), ends ? Mixing::permutation : Mixing::none) << split << " " << i;
      if (!ends) continue;
      EXPECT_EQ(changed.size(), 5U) << split << " " << i;
      changed.clear();
    }
  }
}

TEST(Mixing, EveryOrderHoldsEveryColumnOnceAndOrdersDiffer) {
  std::set<std::vector<long>> orders;
  for (int index = 0; index < 20; ++index) {
    std::vector<long> order = mixed_order(index, 10);
    orders.insert(order);
    std::ranges::sort(order);
    for (long j = 0; j < 10; ++j) EXPECT_EQ(order[static_cast<std::size_t>(j)], j);
  }
  EXPECT_EQ(orders.size(), 20U);
}

// Files depend on it: computed once more with Python's whole numbers,
//   s = index + 1; for i in range(n - 1, 0, -1): s = (s * 6364136223846793005 + 1442695040888963407) % 2**64;
//   j = (s >> 33) % (i + 1); order[i], order[j] = order[j], order[i]
TEST(Mixing, TheOrdersAreTheDocumentedOnes) {
  EXPECT_EQ(mixed_order(1, 6), (std::vector<long>{3, 1, 5, 0, 2, 4}));
  EXPECT_EQ(mixed_order(3, 4), (std::vector<long>{3, 0, 1, 2}));
}

}  // namespace
}  // namespace epi::flow
