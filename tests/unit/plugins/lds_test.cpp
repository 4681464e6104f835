#include <cmath>
#include <fstream>

#include "model_checks.hpp"

namespace {

constexpr double kTwoPi = 6.28318530717958647693;

class Lds : public ::testing::Test {
 protected:
  const epi_module* module = module_under_test();
  ModelDriver driver{module, "lds"};
};

}  // namespace

// The reference's columns are real(lambda) and imag(lambda) in rad/s. Two float64 programs differ by
// rounding.
TEST_F(Lds, StatisticsAreThoseOfTheReference) {
  const nlohmann::json data = reference("lds");
  const Table x = driver.simulate(table_of(data["z"])), expected = table_of(data["statistics"]);
  for (std::int64_t i = 0; i < x.rows; ++i) {
    EXPECT_NEAR(x(i, 0), expected(i, 0), 1e-12 * (1.0 + std::abs(expected(i, 0))));
    EXPECT_NEAR(x(i, 1) * kTwoPi, expected(i, 1), 1e-12 * (1.0 + std::abs(expected(i, 1))));
  }
}

TEST_F(Lds, JacobianIsThatOfTheReference) {
  const nlohmann::json data = reference("lds");
  const Table jac = driver.jacobian(table_of(data["z"]));
  for (std::int64_t i = 0; i < jac.rows; ++i) {
    for (std::int64_t p = 0; p < 4; ++p) {
      const auto& row = data["jacobian"][static_cast<std::size_t>(i)];
      const double real = row[0][static_cast<std::size_t>(p)], imag = row[1][static_cast<std::size_t>(p)];
      EXPECT_NEAR(jac(i, p), real, 1e-12 * (1.0 + std::abs(real)));
      EXPECT_NEAR(jac(i, 4 + p) * kTwoPi, imag, 1e-12 * (1.0 + std::abs(imag)));
    }
  }
}

// These points stay away from D = 0, where the derivative diverges; h = 1e-5 leaves errors of order 1e-9.
TEST_F(Lds, VjpIsTheOneOfFiniteDifferences) {
  const Table z = points_in_box(40, {-1.0, 2.0, -9.0, -1.0}, {1.0, 9.0, -2.0, 1.0});
  const Table cot = points_in_box(40, {-1.0, -1.0}, {1.0, 1.0});
  const Table g = driver.vjp(z, cot), jac = differences(driver, z, 1e-5);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t p = 0; p < 4; ++p) {
      EXPECT_NEAR(g(i, p), cot(i, 0) * jac(i, p) + cot(i, 1) * jac(i, 4 + p), 1e-8);
    }
  }
}

TEST_F(Lds, TheGradientIsFiniteWhereTheEigenvaluesMeet) {
  Table z(2, 4);
  z(0, 0) = z(0, 3) = 0.5;  // h = 0 and a2 = 0: D = 0
  z(1, 0) = 1.0;            // h = 1/2, a2 a3 = -1/4: D = 0
  z(1, 1) = 0.5;
  z(1, 2) = -0.5;
  const Table x = driver.simulate(z), jac = driver.jacobian(z);
  EXPECT_EQ(x(0, 0), 0.5);
  EXPECT_EQ(x(1, 0), 0.5);
  EXPECT_EQ(x(1, 1), 0.0);
  EXPECT_EQ(jac(1, 0), 0.5);
  for (const double value : jac.values) EXPECT_TRUE(std::isfinite(value));
}

TEST_F(Lds, ASlowerCircuitHasProportionallySmallerEigenvalues) {
  ModelDriver slow(module, "lds", R"({"tau": 4.0})");
  const Table z = points_in_box(50, std::vector<double>(4, -9.0), std::vector<double>(4, 9.0));
  const Table fast_x = driver.simulate(z), slow_x = slow.simulate(z);
  for (std::size_t i = 0; i < fast_x.values.size(); ++i) {
    EXPECT_NEAR(4.0 * slow_x.values[i], fast_x.values[i], 1e-13 * (1.0 + std::abs(fast_x.values[i])));
  }
}

TEST_F(Lds, RefusesSettingsThatItDoesNotHave) {
  EXPECT_THROW(ModelDriver(module, "lds", R"({"omega": 1.0})"), std::runtime_error);
  EXPECT_THROW(ModelDriver(module, "lds", R"({"tau": 0.0})"), std::runtime_error);
}

TEST_F(Lds, TheSplitOfABatchChangesNoBit) {
  expect_that_splits_change_no_bit(
      driver, points_in_box(203, std::vector<double>(4, -10.0), std::vector<double>(4, 10.0)));
}

TEST_F(Lds, IllegalRowsAreMarked) {
  expect_that_illegal_rows_are_marked(
      driver, points_in_box(11, std::vector<double>(4, -10.0), std::vector<double>(4, 10.0)));
}

TEST_F(Lds, SelftestRowsHold) {
  expect_that_selftests_hold(driver, 3);
}

// The statistics describe the trajectory: x(t + 1/frequency) = exp(growth_rate/frequency) x(t).
TEST_F(Lds, TheTrajectoryGrowsAndTurnsAsTheStatisticsSay) {
  Table z(1, 4);
  z(0, 0) = 0.3;
  z(0, 1) = -7.0;
  z(0, 2) = 5.0;
  z(0, 3) = -0.1;
  const Table x = driver.simulate(z);
  const double period = 1.0 / x(0, 1);
  const auto [t, y] = trajectory(driver, z, 3, 2.0 * period);
  ASSERT_EQ(y.rows, 3);
  ASSERT_EQ(y.cols, 2);
  EXPECT_DOUBLE_EQ(t[1], period);
  EXPECT_DOUBLE_EQ(y(0, 0), std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(y(0, 1), -std::sqrt(0.5));
  const double growth = std::exp(x(0, 0) * period);
  for (std::int64_t k = 1; k < 3; ++k) {
    for (std::int64_t c = 0; c < 2; ++c) EXPECT_NEAR(y(k, c), growth * y(k - 1, c), 1e-12);
  }
}

TEST_F(Lds, ThePropertyNamesOnlyStatisticsAndParametersOfTheModel) {
  expect_that_properties_are_of_the_model(driver, 1);
  EXPECT_EQ(property(driver, "oscillation_1hz")["parameters"]["free"],
            nlohmann::json({"a1", "a2", "a3", "a4"}));
}

TEST_F(Lds, TheNoteInTheFileSaysWhatTheModuleSays) {
  std::ifstream file(EPI_MODULE_FILE, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string note = std::string(EPI_NOTE_ABI) + " " + module->id + " " + module->version;
  EXPECT_NE(bytes.find(note + '\0'), std::string::npos);
}
