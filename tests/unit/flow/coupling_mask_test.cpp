#include "flow/coupling_mask.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace epi::flow {
namespace {

TEST(CouplingMask, EveryMaskPassesSomeColumnsAndChangesOthers) {
  for (const int n : {2, 3, 4, 5, 8, 15, 100}) {
    for (int i = 0; i < 20; ++i) {
      const std::vector<bool> mask = coupling_mask(i, n);
      const auto passed = std::count(mask.begin(), mask.end(), true);
      EXPECT_GT(passed, 0) << "mask " << i << " of " << n;
      EXPECT_LT(passed, n) << "mask " << i << " of " << n;
    }
  }
}

TEST(CouplingMask, LayersComeInComplementaryPairs) {
  for (int pair = 0; pair < 6; ++pair) {
    std::vector<bool> flipped = coupling_mask(2 * pair, 5);
    flipped.flip();
    EXPECT_EQ(coupling_mask(2 * pair + 1, 5), flipped);
  }
}

TEST(CouplingMask, OneByOneChangesASingleColumnInTurn) {
  EXPECT_EQ(coupling_mask(0, 3, "one_by_one"), (std::vector<bool>{false, true, true}));
  EXPECT_EQ(coupling_mask(1, 3, "one_by_one"), (std::vector<bool>{true, false, true}));
  EXPECT_EQ(coupling_mask(5, 3, "one_by_one"), (std::vector<bool>{true, true, false}));
}

TEST(CouplingMask, FourParametersMeetInEveryWayWithinSixLayers) {
  EXPECT_EQ(coupling_mask(0, 4), (std::vector<bool>{true, true, false, false}));
  EXPECT_EQ(coupling_mask(2, 4), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(coupling_mask(4, 4), (std::vector<bool>{true, false, false, true}));
  EXPECT_EQ(coupling_mask(6, 4), coupling_mask(0, 4));
}

TEST(CouplingMask, AnyTwoColumnsAreOnDifferentSidesOfAnEarlyPair) {
  constexpr int kColumns = 13;   // four bits
  constexpr int kEarly = 2 * 4;  // one pair a bit
  for (int a = 0; a < kColumns; ++a) {
    for (int b = a + 1; b < kColumns; ++b) {
      bool apart = false;
      for (int i = 0; i < kEarly; ++i) {
        const std::vector<bool> mask = coupling_mask(i, kColumns);
        apart = apart || mask[static_cast<std::size_t>(a)] != mask[static_cast<std::size_t>(b)];
      }
      EXPECT_TRUE(apart) << a << " and " << b;
    }
  }
}

}  // namespace
}  // namespace epi::flow
