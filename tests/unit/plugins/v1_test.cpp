#include <cmath>

#include "model_checks.hpp"

namespace {

class V1 : public ::testing::Test {
 protected:
  const epi_module* module = module_under_test();
  ModelDriver driver{module, "v1"};

  static constexpr std::int64_t kInputs = 4, kWeights = 16;

  /// Rows within the support, with weights so weak that no circuit runs away, and none at a bound.
  Table calm_points(std::int64_t rows) const {
    std::vector<double> lower(4, -1.0), upper(4, 1.0);
    for (int to = 0; to < 4; ++to) {
      lower.insert(lower.end(), {0.02, -0.4, -0.4, -0.4});
      upper.insert(upper.end(), {0.15, -0.02, -0.02, -0.02});
    }
    return points_in_box(rows, lower, upper);
  }
};

}  // namespace

TEST_F(V1, StatisticsAreThoseOfTheReference) {
  const nlohmann::json data = reference("v1");
  const Table dx = columns(table_of(data["statistics"]), 0, 4);
  const Table x = driver.simulate(with_defaults(driver, table_of(data["z"])));
  expect_near(columns(x, 0, 4), dx, 1e-10, 1e-10);
  Table rates = dx;
  for (std::int64_t i = 0; i < dx.rows; ++i) {
    for (std::int64_t a = 0; a < 4; ++a) {
      rates(i, a) += data["baseline"][static_cast<std::size_t>(a)].get<double>();
    }
  }
  expect_near(columns(x, 4, 4), rates, 1e-10, 1e-10);
}

TEST_F(V1, JacobianIsThatOfTheReference) {
  const nlohmann::json data = reference("v1");
  driver.active = {0, 1, 2, 3};
  const Table jac = driver.jacobian(with_defaults(driver, table_of(data["z"])));
  for (std::int64_t i = 0; i < jac.rows; ++i) {
    for (std::int64_t a = 0; a < 4; ++a) {
      for (std::int64_t p = 0; p < 4; ++p) {
        const double expected = data["jacobian"][static_cast<std::size_t>(i)][static_cast<std::size_t>(a)]
                                    [static_cast<std::size_t>(p)];
        EXPECT_NEAR(jac(i, 4 * a + p), expected, 1e-10 * (1.0 + std::abs(expected)));
        EXPECT_EQ(jac(i, 16 + 4 * a + p), jac(i, 4 * a + p));  // the rate itself moves as its change does
      }
    }
  }
}

// Strengths and connection probabilities of Billeh et al. (2020), to the row's type from the column's; the
// entries that Bittner et al. (2021) drop are zero.
TEST_F(V1, DefaultWeightsAreStrengthTimesProbability) {
  const double strength[4][4] = {
      {.36, .48, .31, .28}, {1.49, .68, .50, .18}, {.86, .42, .15, .32}, {1.31, .41, .52, .37}};
  const double probability[4][4] = {
      {.16, .411, .424, .087}, {.395, .451, .857, .02}, {.182, .03, .082, .625}, {.105, .22, .77, .028}};
  const bool kept[4][4] = {{true, true, true, false},
                           {true, true, true, false},
                           {true, false, false, true},
                           {true, true, true, false}};
  const std::string types = "EPSV";
  const Table z = with_defaults(driver, Table(1, kInputs));
  for (std::size_t to = 0; to < 4; ++to) {
    for (std::size_t from = 0; from < 4; ++from) {
      const double sign = from == 0 ? 1.0 : -1.0;
      const double expected = kept[to][from] ? sign * strength[to][from] * probability[to][from] : 0.0;
      const std::int64_t p = parameter(driver, std::string("W_") + types[to] + types[from]);
      EXPECT_NEAR(z(0, p), expected, 1e-15);
    }
  }
}

// Central differences with h = 1e-5 are good to 1e-9 here; every route of the derivative is compared: forward
// for few parameters, backward for all.
TEST_F(V1, DerivativesByWeightsAreThoseOfFiniteDifferences) {
  const Table z = calm_points(12);
  const Table expected = differences(driver, z, 1e-5);
  expect_near(driver.jacobian(z), expected, 1e-7, 1e-7);
  const std::int64_t p_vs = parameter(driver, "W_VS"), p_dh = parameter(driver, "dh_P");
  driver.active = {static_cast<std::int32_t>(p_vs), static_cast<std::int32_t>(p_dh)};
  const Table some = driver.jacobian(z);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t s = 0; s < 8; ++s) {
      EXPECT_NEAR(some(i, 2 * s), expected(i, 20 * s + p_vs), 1e-7);
      EXPECT_NEAR(some(i, 2 * s + 1), expected(i, 20 * s + p_dh), 1e-7);
    }
  }
}

TEST_F(V1, VjpIsTheProductWithTheJacobian) {
  const Table z = calm_points(20);
  const Table cot = points_in_box(20, std::vector<double>(8, -1.0), std::vector<double>(8, 1.0));
  const Table jac = driver.jacobian(z), g = driver.vjp(z, cot);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t p = 0; p < 20; ++p) {
      double expected = 0.0;
      for (std::int64_t s = 0; s < 8; ++s) expected += cot(i, s) * jac(i, 20 * s + p);
      EXPECT_NEAR(g(i, p), expected, 1e-12 * (1.0 + std::abs(expected)));
    }
  }
}

TEST_F(V1, WithoutInputNothingChangesWhateverTheWeights) {
  Table z = calm_points(9);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t p = 0; p < kInputs; ++p) z(i, p) = 0.0;
  }
  const Table x = driver.simulate(z), jac = driver.jacobian(z);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t a = 0; a < 4; ++a) {
      EXPECT_EQ(x(i, a), 0.0);
      // The two circuits move alike; what is left is the rounding of two backward sweeps.
      for (std::int64_t p = kInputs; p < kInputs + kWeights; ++p) EXPECT_NEAR(jac(i, 20 * a + p), 0.0, 1e-14);
    }
  }
}

TEST_F(V1, IllegalRowsAreMarked) {
  expect_that_illegal_rows_are_marked(driver, calm_points(10));
}

// W_EE = 2 and an input of 6 have no steady state: x = (2 x + 6)^2 has no real solution.
TEST_F(V1, ARunawayCircuitIsMarkedAndItsNeighboursDoNotNotice) {
  const Table calm = calm_points(5), alone = driver.jacobian(calm);
  Table z = calm;
  z(2, parameter(driver, "dh_E")) = 5.0;
  z(2, parameter(driver, "W_EE")) = 2.0;
  Table x(5, 8), jac(5, 160);
  const Outcome outcome = driver.jacobian(z, x, jac);
  ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
  for (std::int64_t i = 0; i < 5; ++i) {
    EXPECT_EQ(outcome.rows[static_cast<std::size_t>(i)], i == 2 ? EPI_ROW_DIVERGED : EPI_ROW_OK);
    for (std::int64_t j = 0; j < 160; ++j) {
      EXPECT_TRUE(i == 2 ? std::isnan(jac(i, j)) : jac(i, j) == alone(i, j));
    }
  }
}

// Whatever the weights of the support, a row is either in order and finite, or marked.
TEST_F(V1, EveryRowOfTheSupportSettlesOrIsMarked) {
  std::vector<double> lower(4, -5.0), upper(4, 5.0);
  for (int to = 0; to < 4; ++to) {
    lower.insert(lower.end(), {0.0, -2.0, -2.0, -2.0});
    upper.insert(upper.end(), {2.0, 0.0, 0.0, 0.0});
  }
  const Table z = points_in_box(2000, lower, upper);
  Table x(z.rows, 8), jac(z.rows, 160);
  const Outcome outcome = driver.jacobian(z, x, jac);
  ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
  int diverged = 0;
  for (std::int64_t i = 0; i < z.rows; ++i) {
    const std::uint8_t status = outcome.rows[static_cast<std::size_t>(i)];
    ASSERT_TRUE(status == EPI_ROW_OK || status == EPI_ROW_DIVERGED) << int{status};
    diverged += status == EPI_ROW_DIVERGED;
    for (std::int64_t j = 0; status == EPI_ROW_OK && j < 160; ++j) ASSERT_TRUE(std::isfinite(jac(i, j)));
  }
  EXPECT_GT(diverged, 0);
  EXPECT_LT(diverged, z.rows);
}

// At a steady state the derivative of the whole run by the inputs is the linear response. 2,000 steps are 500
// time constants: the run is at rest to rounding.
TEST_F(V1, TheLinearResponseIsTheDerivativeOfTheSteadyRates) {
  ModelDriver settled(module, "v1", R"({"steps": 2000})");
  const Table z =
      with_defaults(settled, points_in_box(30, std::vector<double>(4, -2.0), std::vector<double>(4, 2.0)));
  settled.active = {0, 1, 2, 3};
  expect_near(observables(settled, z, settled.simulate(z)), columns(settled.jacobian(z), 16, 16), 1e-10,
              1e-10);
}

TEST_F(V1, OnlyTheRatioOfStepAndTimeConstantMatters) {
  ModelDriver slow(module, "v1", R"({"tau": 2.0, "dt": 0.5})");
  const Table z = calm_points(16);
  expect_near(slow.simulate(z), driver.simulate(z), 1e-12, 1e-12);
}

TEST_F(V1, TheTrajectoryStartsAtX0AndEndsAtTheStatistics) {
  ModelDriver other(module, "v1", R"({"x0": 0.25})");
  const Table z = calm_points(1), x = other.simulate(z);
  const RecordedActivity run = trajectory(other, z, 1000);
  ASSERT_EQ(run.y.rows, 100);
  ASSERT_EQ(run.y.cols, 8);
  EXPECT_DOUBLE_EQ(run.t.back(), 0.495);
  for (std::int64_t a = 0; a < 4; ++a) {
    EXPECT_EQ(run.y(0, a), 0.25);
    EXPECT_EQ(run.y(0, 4 + a), 0.25);
    EXPECT_EQ(run.y(99, a), x(0, 4 + a));
    EXPECT_EQ(run.y(99, a) - run.y(99, 4 + a), x(0, a));
  }
}

TEST_F(V1, ThereIsAPropertyForEachTypeAndSize) {
  expect_that_properties_are_of_the_model(driver, 8);
  for (const std::string type : {"E", "P", "S", "V"}) {
    for (const auto& [text, mean] : {std::pair{"0.1", 0.1}, std::pair{"0.5", 0.5}}) {
      const nlohmann::json fragment = property(driver, type + "_" + text);
      const nlohmann::json wanted{{"statistic", "dx_" + type}, {"mean", mean}, {"std", 0.01}};
      EXPECT_EQ(fragment["emergent_property"]["constraints"], nlohmann::json::array({wanted}));
      // All four inputs, the type's own last: the flow's last coupling then changes it, given the others.
      std::vector<std::string> free = fragment["parameters"]["free"];
      EXPECT_EQ(free.back(), "dh_" + type);
      std::ranges::sort(free);
      EXPECT_EQ(free, (std::vector<std::string>{"dh_E", "dh_P", "dh_S", "dh_V"}));
    }
  }
}

TEST_F(V1, TheSplitOfABatchChangesNoBit) {
  expect_that_splits_change_no_bit(driver, calm_points(50));
}

TEST_F(V1, SelftestRowsHold) {
  expect_that_selftests_hold(driver, 1);
}
