#include "base/suggest.h"

#include <gtest/gtest.h>

namespace epi {
namespace {

const std::vector<std::string> kNames = {"frequency", "growth_rate", "mean_rate", "g1"};

TEST(Nearest, FindsMissingExtraWrongAndSwappedLetters) {
  EXPECT_EQ(nearest("frequencey", kNames), "frequency");
  EXPECT_EQ(nearest("frequncy", kNames), "frequency");
  EXPECT_EQ(nearest("grwoth_rate", kNames), "growth_rate");
  EXPECT_EQ(nearest("Frequency", kNames), "frequency");
  EXPECT_EQ(nearest("g2", kNames), "g1");
}

TEST(Nearest, DoesNotInventASimilarity) {
  EXPECT_EQ(nearest("voltage", kNames), "");
  EXPECT_EQ(nearest("xy", kNames), "");
  EXPECT_EQ(nearest("a", std::vector<std::string>{"b"}), "");
  EXPECT_EQ(nearest("frequency", {}), "");
  EXPECT_EQ(nearest("", kNames), "");
}

TEST(DidYouMean, OffersTheNearestOrListsWhatIsKnown) {
  EXPECT_EQ(did_you_mean("frequencey", kNames), "did you mean \"frequency\"?");
  EXPECT_EQ(did_you_mean("voltage", kNames), "known: frequency, growth_rate, mean_rate, g1");
  EXPECT_EQ(did_you_mean("voltage", {}), "none is known here");
}

TEST(DidYouMean, CutsLongLists) {
  const std::vector<std::string> many(20, "parameter");
  EXPECT_TRUE(did_you_mean("x", many).ends_with(", parameter and 8 more")) << did_you_mean("x", many);
}

TEST(Nearest, AnAbbreviationOfExactlyOneCandidateIsMeant) {
  const std::vector<std::string> known = {"--threads", "--trajectory", "--trajectories"};
  EXPECT_EQ(nearest("--thr", known), "--threads");
  EXPECT_EQ(nearest("--tr", known), "");
}

}  // namespace
}  // namespace epi
