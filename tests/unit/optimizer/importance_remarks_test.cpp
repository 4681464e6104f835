#include "optimizer/importance_remarks.h"

#include <gtest/gtest.h>

namespace epi::optimizer {
namespace {

using objective::ConstraintKind;

// Frequencies of 0.75 +- 0.025 Hz; T of the mean reaches from -10 to `highest`.
objective::EmergentProperty frequency() {
  return {"p",
          {{"f.mean", ConstraintKind::mean, 0, 0.75, 0.025, 0.0, 0.1, "Hz"},
           {"f.std", ConstraintKind::second_moment, 0, 0.75, 0.025, 1.0, 0.1, "Hz"}},
          {}};
}
ImportanceStart start(double share, double highest) {
  return {.eta = {0.0, 0.0},
          .share = share,
          .lowest = {-10.0, 4.0},
          .highest = {highest, 100.0},
          .simulations = 900};
}

TEST(ImportanceRemarks, ThereAreNoneIfTheTargetsAreReached) {
  EXPECT_TRUE(remarks_on(start(1.0, -2.0), frequency()).empty());
}

TEST(ImportanceRemarks, SayHowFarTheStartGoes) {
  const std::vector<std::string> remarks = remarks_on(start(0.25, 3.0), frequency());
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_EQ(remarks[0],
            "the first distribution goes 25% of the way to the targets: the samples of 900 simulations show "
            "no more");
}

TEST(ImportanceRemarks, NameAMeanBeyondAllThatWasSimulated) {
  const std::vector<std::string> remarks = remarks_on(start(0.1, -2.0), frequency());
  ASSERT_EQ(remarks.size(), 2U);
  EXPECT_EQ(remarks[1], "f.mean: 0.75 Hz is asked, none of them is above 0.7 Hz");
}

}  // namespace
}  // namespace epi::optimizer
