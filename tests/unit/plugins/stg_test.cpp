#include <cmath>

#include "model_checks.hpp"

namespace {

class Stg : public ::testing::Test {
 protected:
  const epi_module* module = module_under_test();
  ModelDriver driver{module, "stg"};
  const nlohmann::json data = reference("stg");

  Table points() const { return with_defaults(driver, table_of(data["z"])); }
  /// How much a rounding error of the parameters moves a frequency of row i, relative to that error: the map
  /// is chaotic in places.
  double slope(std::int64_t i) const {
    return std::max(1.0, data["max_abs_dfdz"][static_cast<std::size_t>(i)].get<double>());
  }
  double reference_derivative(std::int64_t row, std::int64_t neuron, std::int64_t parameter) const {
    return data["jacobian"][static_cast<std::size_t>(row)][static_cast<std::size_t>(neuron)]
               [static_cast<std::size_t>(parameter)];
  }
};

}  // namespace

TEST_F(Stg, FrequenciesAreThoseOfTheReference) {
  const Table x = driver.simulate(points()), expected = table_of(data["statistics"]);
  for (std::int64_t i = 0; i < x.rows; ++i) {
    for (std::int64_t s = 0; s < 5; ++s) {
      EXPECT_NEAR(x(i, s), expected(i, s), 1e-9 * slope(i)) << "row " << i << ", neuron " << s;
    }
  }
}

TEST_F(Stg, PotentialsAreThoseOfTheReference) {
  const Table z = points();
  const auto steps = data["V_steps"].get<std::vector<std::int64_t>>();
  for (const std::int64_t i : {0, 17, 63}) {
    Table row(1, z.cols);
    for (std::int64_t p = 0; p < z.cols; ++p) row(0, p) = z(i, p);
    const RecordedActivity activity = trajectory(driver, row, 201);
    ASSERT_EQ(activity.y.rows, 201);
    for (std::size_t k = 0; k < steps.size(); ++k) {
      for (std::int64_t neuron = 0; neuron < 5; ++neuron) {
        const double expected =
            data["V_at_steps_volts"][static_cast<std::size_t>(i)][k][static_cast<std::size_t>(neuron)];
        EXPECT_NEAR(activity.y(steps[k], neuron), expected, 1e-11 * slope(i))
            << "row " << i << ", step " << steps[k];
      }
    }
  }
}

TEST_F(Stg, JacobianIsThatOfTheReference) {
  driver.active = {0, 1};
  const Table jac = driver.jacobian(points());
  for (std::int64_t i = 0; i < jac.rows; ++i) {
    for (std::int64_t s = 0; s < 5; ++s) {
      for (std::int64_t p = 0; p < 2; ++p) {
        const double expected = reference_derivative(i, s, p);
        // The second derivative is of the order of the square of the slope where the map is steep.
        EXPECT_NEAR(jac(i, 2 * s + p), expected, 1e-9 * slope(i) * slope(i))
            << "row " << i << ", neuron " << s;
      }
    }
  }
}

// The reference does not free g_synB: against differences, on rows where the map is smooth.
TEST_F(Stg, DerivativeBySynapseBIsThatOfDifferences) {
  Table z = with_defaults(driver, Table(1, 2, 0.0));
  z(0, 0) = 5.9;
  z(0, 1) = 1.2;
  driver.active = {2, 0};
  const Table jac = driver.jacobian(z), expected = differences(driver, z, 1e-6);
  for (std::int64_t c = 0; c < jac.cols; ++c) EXPECT_NEAR(jac(0, c), expected(0, c), 1e-5);
}

TEST_F(Stg, VectorJacobianProductIsThatOfTheJacobian) {
  driver.active = {0, 1};
  const Table z = points(), jac = driver.jacobian(z);
  Table cot(z.rows, 5);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t s = 0; s < 5; ++s) cot(i, s) = std::sin(static_cast<double>(3 * i + s));
  }
  const Table g = driver.vjp(z, cot);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t p = 0; p < 2; ++p) {
      double expected = 0.0;
      for (std::int64_t s = 0; s < 5; ++s) expected += cot(i, s) * jac(i, 2 * s + p);
      EXPECT_NEAR(g(i, p), expected, 1e-12 * (1.0 + std::abs(expected)));
    }
  }
}

// Single precision follows double until chaos has amplified its rounding: 5 s are 200 steps.
TEST_F(Stg, SinglePrecisionIsCloseWhereTheMapIsSmooth) {
  ModelDriver single{module, "stg", R"({"precision": "float32"})"};
  const Table z = points(), wide = driver.simulate(z), narrow = single.simulate(z);
  int smooth = 0;
  for (std::int64_t i = 0; i < z.rows; ++i) {
    if (slope(i) > 1.0) continue;
    ++smooth;
    for (std::int64_t s = 0; s < 5; ++s) EXPECT_NEAR(narrow(i, s), wide(i, s), 2e-4) << "row " << i;
  }
  EXPECT_GT(smooth, 30);
}

TEST_F(Stg, ASilentNeuronHasNoFrequency) {
  // Without any coupling and with a strong h current off, slow neurons may stay below 0 V for a short run.
  ModelDriver brief{module, "stg", R"({"steps": 40, "dt": 0.0001})"};
  Table z = with_defaults(brief, Table(1, 2, 4.0)), x(1, 5);
  const Outcome outcome = brief.simulate(z, x);
  EXPECT_EQ(outcome.status, EPI_OK);
  EXPECT_EQ(outcome.rows[0], EPI_ROW_NONFINITE);
  for (std::int64_t s = 0; s < 5; ++s) EXPECT_TRUE(std::isnan(x(0, s)));
}

TEST_F(Stg, SplitsChangeNoBit) {
  expect_that_splits_change_no_bit(driver, points());
}
TEST_F(Stg, SplitsChangeNoBitInSinglePrecision) {
  ModelDriver single{module, "stg", R"({"precision": "float32"})"};
  expect_that_splits_change_no_bit(single, points());
}
TEST_F(Stg, IllegalRowsAreMarked) {
  expect_that_illegal_rows_are_marked(driver, points());
}
TEST_F(Stg, PropertiesAreOfTheModel) {
  expect_that_properties_are_of_the_model(driver, 3);
}
