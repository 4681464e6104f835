#include <array>
#include <cmath>
#include <cstdint>

#include "model_checks.hpp"

#include "sc/sc.h"

namespace {

constexpr std::int64_t kStatistics = 8, kWeights = 8;

/// The reference's columns, by the model's statistics: accuracies, squared deviations, errors, separations.
constexpr std::array<std::size_t, 6> kColumns{0, 1, 4, 5, 6, 7};

class Sc : public ::testing::Test {
 protected:
  const epi_module* module = module_under_test();
  const nlohmann::json data = reference("sc");
  const Table z = table_of(data["z"]);

  static constexpr const char* kQuiet = R"({"sigma": 0.0, "trials": 3})";
  static constexpr const char* kQuietSingle = R"({"sigma": 0.0, "trials": 3, "precision": "float32"})";
  static constexpr const char* kShort = R"({"trials": 37})";

  void expect_noise_free(ModelDriver& driver, double tolerance) const {
    Table x(z.rows, kStatistics), jac(z.rows, kStatistics * kWeights);
    ASSERT_EQ(driver.jacobian(z, x, jac).status, EPI_OK);
    const Table statistics = table_of(data["statistics_noise_free"]);
    for (std::int64_t i = 0; i < z.rows; ++i) {
      for (std::size_t s = 0; s < kColumns.size(); ++s) {
        const double expected = statistics(i, static_cast<std::int64_t>(kColumns[s]));
        EXPECT_NEAR(x(i, static_cast<std::int64_t>(s)), expected, tolerance)
            << "row " << i << ", column " << s;
        for (std::int64_t p = 0; p < kWeights; ++p) {
          const double slope = data["jacobian_noise_free"][static_cast<std::size_t>(i)][kColumns[s]]
                                   [static_cast<std::size_t>(p)];
          EXPECT_NEAR(jac(i, static_cast<std::int64_t>(s) * kWeights + p), slope,
                      tolerance * (1.0 + std::abs(slope)))
              << "row " << i << ", column " << s << ", weight " << p;
        }
      }
      EXPECT_NEAR(x(i, 6), 0.0, tolerance);  // without noise all trials are equal
      EXPECT_NEAR(x(i, 7), 0.0, tolerance);
    }
  }
};

std::uint64_t splitmix64(std::uint64_t c) {
  std::uint64_t h = c * 0x9E3779B97F4A7C15u;
  h ^= h >> 30;
  h *= 0xBF58476D1CE4E5B9u;
  h ^= h >> 27;
  h *= 0x94D049BB133111EBu;
  return h ^ (h >> 31);
}

/// The frozen noise of the reference: step i, unit a, draw j.
double frozen_noise(std::uint64_t i, std::uint64_t a, std::uint64_t j) {
  const std::uint64_t n = (4 * i + a) * 500 + j, seed = 20191107;
  const auto uniform = [](std::uint64_t word) {
    return (static_cast<double>(splitmix64(word) >> 11) + 0.5) * 0x1p-53;
  };
  const double u1 = uniform(seed + 2 * n + 1), u2 = uniform(seed + 2 * n + 2);
  return std::sqrt(-2.0 * std::log(u1)) * std::cos(6.28318530717958647693 * u2);
}

/// Accuracy, error and separation under both rules of one parameter point, by the model's own step function
/// in plain doubles, driven by the frozen noise.
std::array<double, 6> by_frozen_noise(const sc::SuperiorColliculus::Parameters<double>& z,
                                      const std::vector<double>& noise) {
  const sc::SuperiorColliculus model;
  const auto derived = model.derive(z);
  std::array<double, 6> statistics{};
  for (int condition = 0; condition < 2; ++condition) {
    double sum = 0.0, squares = 0.0, separation = 0.0;
    for (std::uint64_t j = 0; j < 500; ++j) {
      auto state = model.initial(z);
      for (std::uint64_t i = 1; i < 75; ++i) {
        sc::SuperiorColliculus::Noise<double> draws{};
        for (std::uint64_t a = 0; a < 4; ++a) draws.w[a] = noise[(4 * i + a) * 500 + j];
        state = sc::SuperiorColliculus::next<double>(state, derived, model.constants(),
                                                     model.input(static_cast<double>(i) * sc::kDt, condition),
                                                     draws);
      }
      const auto outcome = model.outcome(state, condition);
      sum += outcome.correct / 500.0;
      squares += outcome.correct * outcome.correct / 500.0;
      separation += outcome.separation * outcome.separation / 500.0;
    }
    statistics[static_cast<std::size_t>(condition)] = sum;
    statistics[static_cast<std::size_t>(2 + condition)] = squares - sum;
    statistics[static_cast<std::size_t>(4 + condition)] = separation;
  }
  return statistics;
}

}  // namespace

TEST_F(Sc, WithoutNoiseStatisticsAndJacobianAreThoseOfTheReference) {
  ModelDriver driver{module, "sc", kQuiet};
  expect_noise_free(driver, 1e-10);
}

TEST_F(Sc, WithoutNoiseSinglePrecisionIsClose) {
  ModelDriver driver{module, "sc", kQuietSingle};
  expect_noise_free(driver, 2e-4);
}

TEST_F(Sc, TheStepUnderTheFrozenNoiseGivesTheReference) {
  EXPECT_NEAR(frozen_noise(0, 0, 0), 1.26191422, 1e-8);
  EXPECT_NEAR(frozen_noise(1, 0, 0), -0.90665949, 1e-8);
  EXPECT_NEAR(frozen_noise(74, 3, 499), -1.122444675436, 1e-11);
  std::vector<double> noise;
  for (std::uint64_t i = 0; i < 75; ++i) {
    for (std::uint64_t a = 0; a < 4; ++a) {
      for (std::uint64_t j = 0; j < 500; ++j) noise.push_back(frozen_noise(i, a, j));
    }
  }
  const Table expected = table_of(data["statistics"]);
  for (const std::int64_t i : {0, 9, 33, 63}) {
    sc::SuperiorColliculus::Parameters<double> point{};
    epi::sdk::read_leaves(point, &z.values[static_cast<std::size_t>(i * kWeights)]);
    const auto statistics = by_frozen_noise(point, noise);
    for (std::size_t s = 0; s < kColumns.size(); ++s) {
      EXPECT_NEAR(statistics[s], expected(i, static_cast<std::int64_t>(kColumns[s])), 1e-10) << "row " << i;
    }
  }
}

// Other draws of the same noise: means of 500 trials differ by their standard error, sqrt(variance/500).
TEST_F(Sc, WithItsOwnNoiseStatisticsAgreeWithTheReferenceInDistribution) {
  ModelDriver driver{module, "sc"};
  const Table x = driver.simulate(z), expected = table_of(data["statistics"]);
  double worst = 0.0, sum = 0.0;
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t rule = 0; rule < 2; ++rule) {
      const double error = std::sqrt(2.0 * x(i, 6 + rule) / 500.0) + 1e-4;  // of the difference of two means
      const double deviation = (x(i, rule) - expected(i, rule)) / error;
      worst = std::max(worst, std::abs(deviation));
      sum += deviation * deviation;
    }
  }
  EXPECT_LT(worst, 5.0);
  EXPECT_LT(sum / 128.0, 2.0);
}

TEST_F(Sc, JacobianIsThatOfDifferences) {
  ModelDriver driver{module, "sc", kShort};
  const Table few = columns(z, 0, kWeights);
  Table points(5, kWeights);
  std::copy_n(few.values.begin(), points.values.size(), points.values.begin());
  const Table jac = driver.jacobian(points), expected = differences(driver, points, 1e-5);
  expect_near(jac, expected, 1e-7, 1e-6);
}

TEST_F(Sc, SomeParametersAloneHaveTheSameDerivatives) {
  ModelDriver driver{module, "sc", kShort};
  const Table all = driver.jacobian(z);
  driver.active = {6, 1};
  const Table some = driver.jacobian(z);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t s = 0; s < kStatistics; ++s) {
      EXPECT_DOUBLE_EQ(some(i, 2 * s), all(i, kWeights * s + 6));
      EXPECT_DOUBLE_EQ(some(i, 2 * s + 1), all(i, kWeights * s + 1));
    }
  }
}

TEST_F(Sc, ConsecutiveSamplesShareTheirNoise) {
  ModelDriver driver{module, "sc", R"({"trials": 40, "shared_noise": 2})"};
  Table same(4, kWeights);
  for (std::int64_t i = 0; i < 4; ++i) {
    for (std::int64_t p = 0; p < kWeights; ++p) same(i, p) = z(3, p);
  }
  const Table x = driver.simulate(same);
  EXPECT_EQ(x(0, 0), x(1, 0));
  EXPECT_EQ(x(2, 0), x(3, 0));
  EXPECT_NE(x(0, 0), x(2, 0));
}

TEST_F(Sc, TheTrajectoryIsTheFirstTrialUnderBothRules) {
  ModelDriver driver{module, "sc", R"({"trials": 1})"};
  Table row(1, kWeights);
  for (std::int64_t p = 0; p < kWeights; ++p) row(0, p) = z(5, p);
  const Table x = driver.simulate(row);
  const RecordedActivity activity = trajectory(driver, row, 75);
  ASSERT_EQ(activity.y.rows, 75);
  ASSERT_EQ(activity.y.cols, 16);
  EXPECT_NEAR(activity.t.back(), 74 * 0.024, 1e-12);
  EXPECT_DOUBLE_EQ(activity.y(74, 4), x(0, 0));      // x_LP under the Pro rule
  EXPECT_DOUBLE_EQ(activity.y(74, 8 + 6), x(0, 1));  // x_RP under the Anti rule
}

TEST_F(Sc, ObservablesAreTheEigenvaluesOfANormalConnectivity) {
  ModelDriver driver{module, "sc", kQuiet};
  // vW_PA = vW_AP, dW_PA = dW_AP, equal self and horizontal weights: W is symmetric, and the modes are its
  // eigenvectors.
  Table point(1, kWeights);
  point.values = {2.0, 2.0, -1.0, -1.0, 0.5, 0.5, -3.0, -3.0};
  const Table o = observables(driver, point, driver.simulate(point));
  EXPECT_DOUBLE_EQ(o(0, 0), 2.0 - 1.0 - 3.0 + 0.5);  // all
  EXPECT_DOUBLE_EQ(o(0, 1), 2.0 - 1.0 + 3.0 - 0.5);  // side
  EXPECT_DOUBLE_EQ(o(0, 2), 2.0 + 1.0 - 3.0 - 0.5);  // task
  EXPECT_DOUBLE_EQ(o(0, 3), 2.0 + 1.0 + 3.0 + 0.5);  // diag
}

TEST_F(Sc, SplitsChangeNoBit) {
  ModelDriver driver{module, "sc", kShort};
  expect_that_splits_change_no_bit(driver, z);
}
TEST_F(Sc, IllegalRowsAreMarked) {
  ModelDriver driver{module, "sc", kShort};
  expect_that_illegal_rows_are_marked(driver, z);
}
TEST_F(Sc, HugeWeightsNeitherCrashNorHang) {
  ModelDriver driver{module, "sc", kShort};
  Table huge(2, kWeights, 1e300);
  for (std::int64_t p = 0; p < kWeights; ++p) huge(1, p) = p % 2 == 0 ? 1e308 : -1e308;
  Table x(2, kStatistics);
  const Outcome outcome = driver.simulate(huge, x);
  EXPECT_EQ(outcome.status, EPI_OK);
  for (const std::uint8_t row : outcome.rows) EXPECT_TRUE(row == EPI_ROW_OK || row == EPI_ROW_NONFINITE);
}
TEST_F(Sc, PropertiesAreOfTheModel) {
  ModelDriver driver{module, "sc"};
  expect_that_properties_are_of_the_model(driver, 5);
}
