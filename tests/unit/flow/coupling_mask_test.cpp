#include "flow/coupling_mask.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace epi::flow {
namespace {

TEST(CouplingMask, EveryMaskPassesSomeColumnsAndChangesOthers) {
  for (const int n : {2, 3, 4, 5, 8, 15, 100}) {
    for (int i = 0; i < 20; ++i) {
      const std::vector<bool> mask = coupling_mask(i, n, "halves");
      const auto passed = std::count(mask.begin(), mask.end(), true);
      EXPECT_GT(passed, 0) << "mask " << i << " of " << n;
      EXPECT_LT(passed, n) << "mask " << i << " of " << n;
    }
  }
}

TEST(CouplingMask, LayersComeInComplementaryPairs) {
  for (int pair = 0; pair < 6; ++pair) {
    std::vector<bool> flipped = coupling_mask(2 * pair, 5, "halves");
    flipped.flip();
    EXPECT_EQ(coupling_mask(2 * pair + 1, 5, "halves"), flipped);
  }
}

TEST(CouplingMask, FourParametersMeetInEveryWayWithinSixLayers) {
  EXPECT_EQ(coupling_mask(0, 4, "halves"), (std::vector<bool>{true, true, false, false}));
  EXPECT_EQ(coupling_mask(2, 4, "halves"), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(coupling_mask(4, 4, "halves"), (std::vector<bool>{true, false, false, true}));
  EXPECT_EQ(coupling_mask(6, 4, "halves"), coupling_mask(0, 4, "halves"));
}

TEST(CouplingMask, AnyTwoColumnsAreOnDifferentSidesOfAnEarlyPair) {
  constexpr int kColumns = 13;   // four bits
  constexpr int kEarly = 2 * 4;  // one pair a bit
  for (int a = 0; a < kColumns; ++a) {
    for (int b = a + 1; b < kColumns; ++b) {
      bool apart = false;
      for (int i = 0; i < kEarly; ++i) {
        const std::vector<bool> mask = coupling_mask(i, kColumns, "halves");
        apart = apart || mask[static_cast<std::size_t>(a)] != mask[static_cast<std::size_t>(b)];
      }
      EXPECT_TRUE(apart) << a << " and " << b;
    }
  }
}

TEST(CouplingMask, SingleColumnsChangeInTurn) {
  for (int index = 0; index < 7; ++index) {
    const std::vector<bool> mask = coupling_mask(index, 3, "single");
    for (int column = 0; column < 3; ++column)
      EXPECT_EQ(mask.at(static_cast<std::size_t>(column)), column != index % 3) << index;
  }
}

}  // namespace
}  // namespace epi::flow
