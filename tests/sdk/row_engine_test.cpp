#include <gtest/gtest.h>
#include <epi/model.hpp>

#include <cmath>
#include <cstring>

#include "model_driver.hpp"

namespace {

using namespace epi::sdk;

/// Sum of squares of as many parameters as the settings say, and a noisy first parameter; its parameters
/// shrink with their number. A sum above 3 is a row that diverged.
struct Ball {
  template <class Real>
  struct Statistics {
    Real square, noisy;
    EPI_FIELDS(square, noisy)
  };
  struct Settings {
    std::int64_t dimensions = 3;
  };
  Settings settings;
  static constexpr bool kStochastic = true;

  static void declare(Declaration<Ball>& d) {
    d.id("ball").version("1.0.0").title("Ball");
    d.statistic("square");
    d.statistic("noisy");
    d.setting("dimensions", &Settings::dimensions).at_least(1).at_most(500);
    SelftestRow row{{1.0, 0.5, -0.5}, {1.5, 0.0}};
    row.absolute_tolerance = 10.0;
    d.selftest(row);
  }
  std::vector<ParameterText> parameters() const {
    std::vector<ParameterText> all;
    for (std::int64_t i = 0; i < settings.dimensions; ++i) {
      all.emplace_back("x_" + std::to_string(i));
      all.back().support(-2.0, 2.0).default_value(1.0 / static_cast<double>(settings.dimensions));
    }
    return all;
  }

  template <class T>
  class Evaluator {
   public:
    explicit Evaluator(const Ball& model) : n_(static_cast<int>(model.settings.dimensions)) {}

    std::uint8_t operator()(const double* z, const RowNoise& noise, double* x, double* jacobian) const {
      T sum(0);
      for (int i = 0; i < n_; ++i) sum += static_cast<T>(z[i]) * static_cast<T>(z[i]);
      const double draw = NormalSequence(noise.seed, noise.sample, 0).next();
      x[0] = static_cast<double>(sum);
      x[1] = z[0] * draw;
      for (int i = 0; jacobian && i < n_; ++i) {
        jacobian[i] = 2.0 * z[i];
        jacobian[n_ + i] = i == 0 ? draw : 0.0;
      }
      return sum > T(3) ? EPI_ROW_DIVERGED : EPI_ROW_OK;
    }

   private:
    int n_;
  };
};

class RowByRow : public ::testing::Test {
 protected:
  const epi_module* module = module_of<ModuleOf<Ball>>("test");
  ModelDriver three{module, "ball"}, many{module, "ball", R"({"dimensions": 40})"};
};

}  // namespace

TEST_F(RowByRow, EveryInstanceHasTheParametersOfItsSettings) {
  EXPECT_EQ(three.parameters(), 3);
  EXPECT_EQ(many.parameters(), 40);
  epi_param p{};
  p.struct_size = sizeof p;
  ASSERT_EQ(many.ops().get_param(many.model(), 39, &p), EPI_OK);
  EXPECT_STREQ(p.name, "x_39");
  EXPECT_EQ(p.default_value, 1.0 / 40.0);
  EXPECT_EQ(p.lower, -2.0);
  EXPECT_EQ(many.ops().get_param(many.model(), 40, &p), EPI_E_ARG);
  EXPECT_EQ(three.ops().get_param(three.model(), 3, &p), EPI_E_ARG);
}

TEST_F(RowByRow, StatisticsAndDerivativesAreTheAuthors) {
  const Table z = points_in_box(17, std::vector<double>(40, -0.2), std::vector<double>(40, 0.2));
  const Table x = many.simulate(z), jac = many.jacobian(z), expected = differences(many, z, 1e-5);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    double square = 0.0;
    for (std::int64_t p = 0; p < 40; ++p) square += z(i, p) * z(i, p);
    EXPECT_NEAR(x(i, 0), square, 1e-15);
    for (std::int64_t j = 0; j < 80; ++j) EXPECT_NEAR(jac(i, j), expected(i, j), 1e-9);
  }
}

TEST_F(RowByRow, SinglePrecisionReachesTheEvaluator) {
  ModelDriver single(module, "ball", R"({"precision": "float32"})");
  Table z(1, 3, 0.1);
  EXPECT_EQ(single.simulate(z)(0, 0), static_cast<double>(0.1f * 0.1f + 0.1f * 0.1f + 0.1f * 0.1f));
  EXPECT_NEAR(three.simulate(z)(0, 0), 0.03, 1e-16);
}

TEST_F(RowByRow, TheJacobianHoldsTheActiveParametersInTheirOrder) {
  const Table z = points_in_box(5, {-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5});
  const Table whole = three.jacobian(z);
  three.active = {2, 0};
  const Table part = three.jacobian(z);
  for (std::int64_t i = 0; i < 5; ++i) {
    for (std::int64_t s = 0; s < 2; ++s) {
      EXPECT_EQ(part(i, 2 * s), whole(i, 3 * s + 2));
      EXPECT_EQ(part(i, 2 * s + 1), whole(i, 3 * s));
    }
  }
  three.active = {1, 1};
  Table x(5, 2), jac(5, 4);
  EXPECT_EQ(three.jacobian(z, x, jac).status, EPI_E_ARG);
}

TEST_F(RowByRow, RowsThatFailAreMarkedAndLeaveTheirNeighboursAlone) {
  Table z = points_in_box(6, {-0.5, -0.5, -0.5}, {0.5, 0.5, 0.5});
  const Table alone = three.jacobian(z);
  z(1, 0) = 1.9;  // 3.61: diverged
  z(3, 2) = 2.5;
  z(4, 1) = std::nan("");
  Table x(6, 2), jac(6, 6);
  const Outcome outcome = three.jacobian(z, x, jac);
  ASSERT_EQ(outcome.status, EPI_OK);
  const std::vector<std::uint8_t> expected = {
      EPI_ROW_OK, EPI_ROW_DIVERGED, EPI_ROW_OK, EPI_ROW_OUT_OF_SUPPORT, EPI_ROW_NONFINITE, EPI_ROW_OK};
  EXPECT_EQ(outcome.rows, expected);
  for (std::int64_t i = 0; i < 6; ++i) {
    for (std::int64_t j = 0; j < 6; ++j) {
      if (expected[static_cast<std::size_t>(i)] == EPI_ROW_OK) {
        EXPECT_EQ(jac(i, j), alone(i, j));
      } else {
        EXPECT_TRUE(std::isnan(jac(i, j)));
      }
    }
  }
}

// The host then takes the whole Jacobian, which is one pass instead of two.
TEST_F(RowByRow, ThereIsNoVectorJacobianProduct) {
  EXPECT_EQ(three.ops().get_extension(three.model(), EPI_EXT_VJP), nullptr);
  EXPECT_NE(three.ops().get_extension(three.model(), EPI_EXT_JACOBIAN), nullptr);
}

TEST_F(RowByRow, AHostThatWantsToStopGetsTheRowsThatAreDone) {
  int polls = 0;
  three.stop_context = &polls;
  three.should_stop = [](void* count) { return ++*static_cast<int*>(count) > 3 ? 1 : 0; };
  const Table z(100000, 3, 0.1);
  Table x(z.rows, 2);
  const Outcome outcome = three.simulate(z, x);
  EXPECT_EQ(outcome.status, EPI_E_CANCELLED);
  EXPECT_EQ(outcome.rows.front(), EPI_ROW_OK);
  EXPECT_EQ(outcome.rows.back(), EPI_ROW_NOT_RUN);
  EXPECT_TRUE(std::isnan(x(z.rows - 1, 0)));
}
