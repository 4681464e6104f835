#include <gtest/gtest.h>
#include <epi/cpp/functions.hpp>

#include <cmath>
#include <limits>

namespace {

using namespace epi::sdk;

using Double8 = Pack<double, 8>;
using Float16 = Pack<float, 16>;

/// The worst error of f against the long double function g on [lower, upper], in units in the last place of
/// the correctly rounded result. Arguments: multiples of the golden ratio, which fill the interval evenly.
template <class P, class F, class G>
double worst_ulp(F f, G g, double lower, double upper) {
  using T = typename P::Scalar;
  double worst = 0.0;
  std::uint64_t count = 0;
  for (int block = 0; block < 20000; ++block) {
    T arguments[P::kWidth];
    for (T& x : arguments) {
      const double u = static_cast<double>(++count) * 0.61803398874989484820;
      x = static_cast<T>(lower + (upper - lower) * (u - std::floor(u)));
    }
    const P y = f(P::load(arguments));
    for (int i = 0; i < P::kWidth; ++i) {
      const long double exact = g(static_cast<long double>(arguments[i]));
      const T size = std::abs(static_cast<T>(exact));
      const T unit = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
      const auto error = static_cast<double>(std::abs(static_cast<long double>(y.lane(i)) - exact) /
                                             static_cast<long double>(unit));
      if (!(error <= worst)) worst = error;
    }
  }
  return worst;
}

#define ULP(P, function, lower, upper)                                                                 \
  worst_ulp<P>([](const P& x) { return function(x); }, [](long double x) { return std::function(x); }, \
               lower, upper)

/// A pack of special values and what f makes of them, against libm.
template <class F, class G>
void expect_special_values_as_libm(F f, G g) {
  const double values[8] = {0.0,
                            -0.0,
                            std::numeric_limits<double>::infinity(),
                            -std::numeric_limits<double>::infinity(),
                            std::numeric_limits<double>::quiet_NaN(),
                            800.0,
                            -800.0,
                            -1.0};
  const Double8 y = f(Double8::load(values));
  for (int i = 0; i < 8; ++i) {
    const double expected = g(values[i]), got = y.lane(i);
    if (std::isnan(expected)) {
      EXPECT_TRUE(std::isnan(got)) << "of " << values[i];
    } else if (std::isinf(expected) || expected == 0.0) {
      EXPECT_EQ(got, expected) << "of " << values[i];
    } else {
      EXPECT_NEAR(got, expected, 4e-16 * std::abs(expected)) << "of " << values[i];
    }
  }
}

}  // namespace

// The bounds are the worst errors seen on 10^7 arguments, rounded up to the next half; libm itself stays
// below 1.
TEST(PackMath, DoubleFunctionsAreAccurateToAFewUnitsInTheLastPlace) {
  EXPECT_LT(ULP(Double8, exp, -708.0, 709.0), 1.5);
  EXPECT_LT(ULP(Double8, exp, -1.0, 1.0), 1.5);
  EXPECT_LT(ULP(Double8, log, 1e-300, 1e-290), 2.5);
  EXPECT_LT(ULP(Double8, log, 0.5, 2.0), 2.5);
  EXPECT_LT(ULP(Double8, log, 1.0, 1e6), 2.5);
  EXPECT_LT(ULP(Double8, log1p, -0.5, 1.0), 2.5);
  EXPECT_LT(ULP(Double8, log1p, 1e-12, 1e-6), 2.5);
  EXPECT_LT(ULP(Double8, tanh, -1.0, 1.0), 3.5);
  EXPECT_LT(ULP(Double8, tanh, -22.0, 22.0), 3.5);
  EXPECT_LT(ULP(Double8, sin, -1e5, 1e5), 3.5);
  EXPECT_LT(ULP(Double8, cos, -1e5, 1e5), 3.5);
  EXPECT_LE(ULP(Double8, sqrt, 0.0, 1e10), 0.5);
}

TEST(PackMath, FloatFunctionsAreAccurateToAFewUnitsInTheLastPlace) {
  EXPECT_LT(ULP(Float16, exp, -87.0, 88.0), 1.5);
  EXPECT_LT(ULP(Float16, log, 0.5, 2.0), 2.5);
  EXPECT_LT(ULP(Float16, tanh, -9.0, 9.0), 3.0);
  EXPECT_LT(ULP(Float16, sin, -3.0, 3.0), 2.5);
  EXPECT_LT(ULP(Float16, cos, -1.5, 1.5), 2.5);
  EXPECT_LE(ULP(Float16, sqrt, 0.0, 1e10), 0.5);
}

TEST(PackMath, SpecialValuesAreThoseOfTheCLibrary) {
  expect_special_values_as_libm([](const Double8& x) { return exp(x); },
                                [](double x) { return std::exp(x); });
  expect_special_values_as_libm([](const Double8& x) { return log(x); },
                                [](double x) { return std::log(x); });
  expect_special_values_as_libm([](const Double8& x) { return log1p(x); },
                                [](double x) { return std::log1p(x); });
  expect_special_values_as_libm([](const Double8& x) { return tanh(x); },
                                [](double x) { return std::tanh(x); });
  expect_special_values_as_libm([](const Double8& x) { return sqrt(x); },
                                [](double x) { return std::sqrt(x); });
  expect_special_values_as_libm([](const Double8& x) { return abs(x); },
                                [](double x) { return std::abs(x); });
}

TEST(PackMath, ExpReachesTheSubnormalNumbersAndLogComesBack) {
  const double smallest = std::numeric_limits<double>::denorm_min();
  EXPECT_EQ(exp(Double8(-745.1)).lane(3), smallest);
  EXPECT_NEAR(log(Double8(smallest)).lane(3), std::log(smallest), 1e-12);
}

TEST(PackMath, LanesNeverMix) {
  double values[8] = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8};
  const Double8 before = tanh(exp(Double8::load(values)));
  values[5] = std::numeric_limits<double>::quiet_NaN();
  const Double8 after = tanh(exp(Double8::load(values)));
  for (int i = 0; i < 8; ++i) {
    if (i == 5) continue;
    EXPECT_EQ(before.lane(i), after.lane(i));
  }
  EXPECT_TRUE(std::isnan(after.lane(5)));
}

TEST(PackMath, SelectTakesEachLaneFromItsSide) {
  const double values[8] = {-1, 1, -2, 2, -3, 3, 0, std::numeric_limits<double>::quiet_NaN()};
  const Double8 x = Double8::load(values), y = select(x > 0.0, x, 7.0);
  const double expected[8] = {7, 1, 7, 2, 7, 3, 7, 7};
  for (int i = 0; i < 8; ++i) EXPECT_EQ(y.lane(i), expected[i]);
  const auto inside = (x > -2.5) && !(x >= 1.0), outside = is_nan(x) || x < -2.5;
  EXPECT_TRUE(inside.lane(0) && inside.lane(2) && !inside.lane(1) && !inside.lane(4) && !inside.lane(7));
  EXPECT_TRUE(outside.lane(7) && outside.lane(4) && !outside.lane(0));
}

TEST(PackMath, CompositionsKeepTheirDigitsFarOut) {
  EXPECT_EQ(softplus(Double8(800.0)).lane(0), 800.0);
  EXPECT_NEAR(softplus(Double8(-30.0)).lane(0) / std::exp(-30.0), 1.0, 1e-12);
  EXPECT_LT(sigmoid(Double8(-800.0)).lane(0), 1e-300);
  EXPECT_EQ(sigmoid(Double8(800.0)).lane(0), 1.0);
  for (double x = -30.0; x <= 30.0; x += 0.0173) {
    EXPECT_NEAR(sigmoid(Double8(x)).lane(5), 1.0 / (1.0 + std::exp(-x)), 4e-16);
    EXPECT_NEAR(sigmoid(Pack<float, 16>(x)).lane(9), 1.0 / (1.0 + std::exp(-x)), 2e-7);
  }
  EXPECT_TRUE(std::isnan(sigmoid(Double8(std::nan(""))).lane(0)));
  EXPECT_NEAR(log_cosh(Double8(1000.0)).lane(0), 1000.0 - std::log(2.0), 1e-12);
  EXPECT_NEAR(cosh(Double8(1.5)).lane(0), std::cosh(1.5), 1e-15 * std::cosh(1.5));
  EXPECT_NEAR(sinh(Double8(1.5)).lane(0), std::sinh(1.5), 1e-15 * std::cosh(1.5));
}
