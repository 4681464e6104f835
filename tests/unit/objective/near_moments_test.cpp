#include "objective/near_moments.h"

#include <gtest/gtest.h>

#include <cmath>

#include "objective/constraint_statistics.h"

namespace epi::objective {
namespace {

using plugin::RowStatus;

class NearMomentsTest : public testing::Test {
 protected:
  NearMomentsTest() {
    const double nan = std::nan("");
    const double values[4][2] = {{1.0, 2.0}, {nan, nan}, {3.0, 8.0}, {5.0, 5.0}};
    for (std::int64_t i = 0; i < 4; ++i)
      for (std::int64_t j = 0; j < 2; ++j) simulated_.statistics(i, j) = values[i][j];
  }
  NearMoments moments(const std::vector<double>& eta) const {
    return near_moments(property_, eta, constraint_statistics(property_, simulated_), simulated_);
  }

  EmergentProperty property_{"p",
                             {{"a.mean", ConstraintKind::mean, 0, 0.0, 1.0, 0.0, 0.1, ""},
                              {"b.mean", ConstraintKind::mean, 1, 0.0, 1.0, 4.0, 0.1, ""}},
                             {}};
  plugin::Simulated simulated_{Matrix(4, 2),
                               {RowStatus::ok, RowStatus::diverged, RowStatus::ok, RowStatus::ok}};
};

TEST_F(NearMomentsTest, ArePlainMomentsOfTheSuccessfulRowsNearBy) {
  const NearMoments near = moments({0.1, 0.1});
  EXPECT_NEAR(near.violation[0], 3.0, 1e-14);
  EXPECT_NEAR(near.violation[1], 5.0 - 4.0, 1e-14);
  EXPECT_NEAR(near.covariance(0, 0), 8.0 / 3.0, 1e-14);
  EXPECT_NEAR(near.covariance(1, 1), 18.0 / 3.0, 1e-14);
  EXPECT_NEAR(near.covariance(1, 0), 2.0, 1e-14);
  EXPECT_NEAR(near.covariance(0, 1), 2.0, 1e-14);
}

TEST_F(NearMomentsTest, ScaleDownWhatCostsFarMoreThanTheMedian) {
  simulated_.statistics(3, 0) = 1e6;
  // Costs 1, 3 and 1e6: the last one counts by 100 / (1e6 - 3).
  const NearMoments near = moments({1.0, 0.0});
  EXPECT_NEAR(near.violation[0], (1.0 + 3.0 + 100.0) / 3.0, 1e-3);
}

}  // namespace
}  // namespace epi::objective
