#include <gtest/gtest.h>

#include <cmath>

#include "model_driver.hpp"
#include "wilson_cowan.hpp"

namespace {

using namespace epi_test;

const std::vector<double> kLower = {1.0, 1.0, 1.0, -1.0, 0.5, 0.2};
const std::vector<double> kUpper = {6.0, 5.0, 6.0, 2.0, 2.0, 0.9};

template <class Method>
class Derivatives : public ::testing::Test {
 protected:
  using Module = ModuleOf<WilsonCowan<Method>>;
  ModelDriver driver{module_of<Module>("test"), "wilson-cowan"};
  const Table z = points_in_box(21, kLower, kUpper);
};
using Integrators = ::testing::Types<Euler, RungeKutta4, EulerMaruyama>;

void expect_near(const Table& a, const Table& b, double tolerance) {
  ASSERT_EQ(a.values.size(), b.values.size());
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    EXPECT_NEAR(a.values[i], b.values[i], tolerance * (1.0 + std::abs(b.values[i]))) << "element " << i;
  }
}

}  // namespace

TYPED_TEST_SUITE(Derivatives, Integrators, );  // the comma: an empty last argument, which C++17 demands

// Central differences with h = 1e-5 err by h^2 f''' / 6 and by rounding / h, both about 1e-10; max and peak
// have kinks, which these points do not straddle.
TYPED_TEST(Derivatives, OfTheAdjointAreThoseOfFiniteDifferences) {
  expect_near(this->driver.jacobian(this->z), differences(this->driver, this->z, 1e-5), 2e-8);
}

// Two exact methods for the same program differ by rounding only.
TYPED_TEST(Derivatives, OfForwardDualsAreThoseOfTheAdjoint) {
  const Table all = this->driver.jacobian(this->z);
  for (const std::vector<std::int32_t>& active :
       {std::vector<std::int32_t>{5}, std::vector<std::int32_t>{3, 0}, std::vector<std::int32_t>{4, 5, 1},
        std::vector<std::int32_t>{2, 0, 5, 3}}) {
    this->driver.active = active;
    const Table some = this->driver.jacobian(this->z);
    const auto n_active = static_cast<std::int64_t>(active.size());
    for (std::int64_t i = 0; i < this->z.rows; ++i) {
      for (std::int64_t s = 0; s < 3; ++s) {
        for (std::int64_t k = 0; k < n_active; ++k) {
          const double reverse = all(i, s * 6 + active[static_cast<std::size_t>(k)]);
          EXPECT_NEAR(some(i, s * n_active + k), reverse, 1e-12 * (1.0 + std::abs(reverse)));
        }
      }
    }
  }
}

TYPED_TEST(Derivatives, OfTheVjpAreTheCotangentTimesTheJacobian) {
  const Table cot = points_in_box(this->z.rows, {-1.0, -1.0, -1.0}, {1.0, 1.0, 1.0});
  for (const std::vector<std::int32_t>& active :
       {std::vector<std::int32_t>{}, std::vector<std::int32_t>{4, 1, 0}}) {
    this->driver.active = active;
    const Table jac = this->driver.jacobian(this->z), g = this->driver.vjp(this->z, cot);
    for (std::int64_t i = 0; i < this->z.rows; ++i) {
      for (std::int64_t k = 0; k < g.cols; ++k) {
        double expected = 0.0;
        for (std::int64_t s = 0; s < 3; ++s) expected += cot(i, s) * jac(i, s * g.cols + k);
        EXPECT_NEAR(g(i, k), expected, 1e-13 * (1.0 + std::abs(expected)));
      }
    }
  }
}

TYPED_TEST(Derivatives, LeaveEveryBitOfTheStatisticsAsTheyWere) {
  const Table plain = this->driver.simulate(this->z), cot(this->z.rows, 3, 1.0);
  for (const std::vector<std::int32_t>& active :
       {std::vector<std::int32_t>{}, std::vector<std::int32_t>{4}, std::vector<std::int32_t>{4, 1, 0}}) {
    this->driver.active = active;
    Table x(this->z.rows, 3), jac(this->z.rows, 3 * this->driver.n_active()),
        g(this->z.rows, this->driver.n_active());
    ASSERT_EQ(this->driver.jacobian(this->z, x, jac).status, EPI_OK);
    EXPECT_EQ(x.values, plain.values);
    ASSERT_EQ(this->driver.vjp(this->z, cot, x, g).status, EPI_OK);
    EXPECT_EQ(x.values, plain.values);
  }
}
