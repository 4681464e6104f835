#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "loaded_module.hpp"
#include "model_driver.hpp"

namespace {

constexpr double kTwoPi = 6.28318530717958647693;

class Lds : public ::testing::Test {
 protected:
  const epi_module* module = load_module(EPI_MODULE_FILE);
  ModelDriver driver{module, "lds"};

  static nlohmann::json reference() {
    std::ifstream file(EPI_REFERENCE_DIR "/lds.json");
    return nlohmann::json::parse(file);
  }
  static Table table_of(const nlohmann::json& rows) {
    Table table(static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows[0].size()));
    for (std::int64_t i = 0; i < table.rows; ++i) {
      for (std::int64_t j = 0; j < table.cols; ++j) {
        table(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      }
    }
    return table;
  }
};

}  // namespace

// The reference's columns are real(lambda) and imag(lambda) in rad/s. Two float64 programs differ by
// rounding.
TEST_F(Lds, StatisticsAreThoseOfTheReference) {
  const nlohmann::json data = reference();
  const Table x = driver.simulate(table_of(data["z"])), expected = table_of(data["statistics"]);
  for (std::int64_t i = 0; i < x.rows; ++i) {
    EXPECT_NEAR(x(i, 0), expected(i, 0), 1e-12 * (1.0 + std::abs(expected(i, 0))));
    EXPECT_NEAR(x(i, 1) * kTwoPi, expected(i, 1), 1e-12 * (1.0 + std::abs(expected(i, 1))));
  }
}

TEST_F(Lds, JacobianIsThatOfTheReference) {
  const nlohmann::json data = reference();
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
  const Table z = points_in_box(1003, std::vector<double>(4, -10.0), std::vector<double>(4, 10.0));
  const Table whole = driver.jacobian(z);
  for (const std::int64_t split : {1, 2, 3, 5, 7, 13, 64}) {
    for (std::int64_t first = 0; first < z.rows; first += split) {
      const std::int64_t count = std::min(split, z.rows - first);
      Table part(count, 4);
      std::copy_n(&z.values[static_cast<std::size_t>(4 * first)], 4 * count, part.values.begin());
      const Table jac = driver.jacobian(part);
      ASSERT_TRUE(std::equal(jac.values.begin(), jac.values.end(),
                             &whole.values[static_cast<std::size_t>(8 * first)]));
    }
  }
}

TEST_F(Lds, SelftestRowsHold) {
  const auto& table = driver.extension<epi_ext_selftest>(EPI_EXT_SELFTEST);
  ASSERT_GE(table.count, 3u);
  for (std::uint32_t i = 0; i < table.count; ++i) {
    Table z(1, 4);
    double x[2], rtol = 0.0, atol = 0.0;
    std::uint64_t sample = 0;
    ASSERT_EQ(table.get_case(driver.model(), static_cast<std::int32_t>(i), &driver.seed, &sample,
                             z.values.data(), x, &rtol, &atol),
              EPI_OK);
    const Table got = driver.simulate(z);
    for (std::int64_t s = 0; s < 2; ++s) EXPECT_NEAR(got(0, s), x[s], atol + rtol * std::abs(x[s]));
  }
}

// The statistics describe the trajectory: x(t + 1/frequency) = exp(growth_rate/frequency) x(t).
TEST_F(Lds, TheTrajectoryGrowsAndTurnsAsTheStatisticsSay) {
  Table z(1, 4);
  z(0, 0) = 0.3;
  z(0, 1) = -7.0;
  z(0, 2) = 5.0;
  z(0, 3) = -0.1;
  const Table x = driver.simulate(z);
  const auto& table = driver.extension<epi_ext_trajectory>(EPI_EXT_TRAJECTORY);
  const double period = 1.0 / x(0, 1);
  std::int64_t steps = 0;
  std::int32_t channels = 0;
  ASSERT_EQ(table.shape(driver.model(), 2.0 * period, 3, &steps, &channels), EPI_OK);
  ASSERT_EQ(steps, 3);
  ASSERT_EQ(channels, 2);
  double t[3];
  Table y(3, 2);
  const epi_cmat in = const_cast<const Table&>(z).view();
  const epi_mat out = y.view();
  const Outcome outcome = driver.call(
      1, [&](const epi_call* call) { return table.run(driver.model(), call, &in, 2.0 * period, t, &out); });
  ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
  EXPECT_DOUBLE_EQ(t[1], period);
  EXPECT_DOUBLE_EQ(y(0, 0), std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(y(0, 1), -std::sqrt(0.5));
  const double growth = std::exp(x(0, 0) * period);
  for (std::int64_t k = 1; k < 3; ++k) {
    for (std::int64_t c = 0; c < 2; ++c) EXPECT_NEAR(y(k, c), growth * y(k - 1, c), 1e-12);
  }
}

TEST_F(Lds, ThePropertyNamesOnlyStatisticsAndParametersOfTheModel) {
  const auto& table = driver.extension<epi_ext_properties>(EPI_EXT_PROPERTIES);
  ASSERT_EQ(table.count, 1u);
  const char *name = nullptr, *title = nullptr, *json = nullptr;
  ASSERT_EQ(table.get(driver.model(), 0, &name, &title, &json), EPI_OK);
  EXPECT_STREQ(name, "oscillation_1hz");
  const auto fragment = nlohmann::json::parse(json);
  const auto& constraints = fragment["emergent_property"]["constraints"];
  ASSERT_EQ(constraints.size(), 2u);
  for (std::int32_t s = 0; s < 2; ++s) {
    epi_stat stat{};
    stat.struct_size = sizeof stat;
    ASSERT_EQ(driver.ops().get_stat(driver.model(), s, &stat), EPI_OK);
    EXPECT_EQ(constraints[static_cast<std::size_t>(s)]["statistic"], stat.name);
  }
  EXPECT_EQ(fragment["parameters"]["free"], nlohmann::json({"a1", "a2", "a3", "a4"}));
}

TEST_F(Lds, TheNoteInTheFileSaysWhatTheModuleSays) {
  std::ifstream file(EPI_MODULE_FILE, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string note = std::string(EPI_NOTE_ABI) + " " + module->id + " " + module->version;
  EXPECT_NE(bytes.find(note + '\0'), std::string::npos);
}
