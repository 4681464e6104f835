#include <gtest/gtest.h>
#include <epi/model.hpp>

#include <cmath>

#include "model_driver.hpp"

namespace {

using namespace epi::sdk;

/// Five parameters, so that the tape does the derivatives of all; rows with sum > 3 are marked as diverged.
struct Blend {
  template <class Real>
  struct Parameters {
    std::array<Real, 5> a;
    EPI_FIELDS(a)
  };
  template <class Real>
  struct Statistics {
    Real mixed, noisy;
    EPI_FIELDS(mixed, noisy)
  };
  template <class Real>
  struct Observables {
    Real product;
    EPI_FIELDS(product)
  };
  static constexpr bool kStochastic = true;
  int weight = 0;
  void prepare() { weight = 2; }

  static void declare(Declaration<Blend>& d) {
    d.id("blend").version("1.0.0").title("Blend").piecewise();
    for (int i = 0; i < 5; ++i) d.parameter("a_" + std::to_string(i)).support(-2.0, kInfinity);
    d.statistic("mixed");
    d.statistic("noisy");
    d.observable("product");
  }
  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z, Rows& rows) const {
    const auto& a = z.a;
    const Real sum = a[0] + a[1] + a[2] + a[3] + a[4];
    rows.fail(sum > 3.0, EPI_ROW_DIVERGED);
    const auto noise = rows.normal<passive_t<Real>>(0, 0);
    return {weight * tanh(a[0] * a[1]) + exp(a[2]) * a[3] / (2.0 + square(a[4])),
            a[0] * noise.first + a[4] * noise.second};
  }
  Observables<double> observables(const Parameters<double>& z, const Statistics<double>& x) const {
    return {z.a[0] * x.mixed};
  }
};

/// Names two parameters in the wrong order.
struct Muddled {
  template <class Real>
  struct Parameters {
    Real a, b;
    EPI_FIELDS(a, b)
  };
  template <class Real>
  struct Statistics {
    Real s;
    EPI_FIELDS(s)
  };
  static void declare(Declaration<Muddled>& d) {
    d.id("muddled").version("1.0.0").title("Muddled");
    d.parameter("b");
    d.parameter("a");
    d.statistic("s");
  }
  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z) const {
    return {z.a - z.b};
  }
};

const epi_module* module() {
  return module_of<ModuleOf<Blend>>("test");
}
const epi_module* mixed_module() {
  return module_of<ModuleOf<Blend, Muddled>>("mixed");
}

const std::vector<double> kLower(5, -1.0), kUpper(5, 0.5);

}  // namespace

TEST(ClosedForm, DerivativesByManyParametersAreThoseOfFiniteDifferences) {
  ModelDriver driver(module(), "blend");
  const Table z = points_in_box(11, kLower, kUpper);
  const Table jac = driver.jacobian(z), expected = differences(driver, z, 1e-5);
  // h^2 f'''/6 and rounding/h are both of order 1e-10.
  for (std::size_t i = 0; i < jac.values.size(); ++i) EXPECT_NEAR(jac.values[i], expected.values[i], 1e-8);
}

TEST(ClosedForm, DerivativesByFewParametersAreThoseByMany) {
  ModelDriver driver(module(), "blend");
  const Table z = points_in_box(11, kLower, kUpper);
  const Table all = driver.jacobian(z);
  driver.active = {4, 0, 2};
  const Table some = driver.jacobian(z);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t s = 0; s < 2; ++s) {
      for (std::int64_t k = 0; k < 3; ++k) {
        EXPECT_NEAR(some(i, 3 * s + k), all(i, 5 * s + driver.active[static_cast<std::size_t>(k)]), 1e-14);
      }
    }
  }
}

TEST(ClosedForm, ARowThatTheModelMarksFailsAlone) {
  ModelDriver driver(module(), "blend");
  Table z(3, 5, 0.5), x(3, 2);
  z(1, 0) = 1.5;
  const Outcome outcome = driver.simulate(z, x);
  EXPECT_EQ(outcome.rows, (std::vector<std::uint8_t>{EPI_ROW_OK, EPI_ROW_DIVERGED, EPI_ROW_OK}));
  EXPECT_TRUE(std::isnan(x(1, 0)) && std::isnan(x(1, 1)));
  EXPECT_TRUE(std::isfinite(x(0, 0)) && std::isfinite(x(2, 1)));
}

TEST(ClosedForm, ObservablesSeeParametersAndStatistics) {
  ModelDriver driver(module(), "blend");
  const auto& table = driver.extension<epi_ext_observables>(EPI_EXT_OBSERVABLES);
  ASSERT_EQ(table.count, 1u);
  Table z(2, 5, 0.5), x(2, 2, 3.0), o(2, 1);
  x(1, 0) = std::numeric_limits<double>::quiet_NaN();
  const epi_cmat z_view = const_cast<const Table&>(z).view(), x_view = const_cast<const Table&>(x).view();
  const epi_mat o_view = o.view();
  const Outcome outcome = driver.call(
      2, [&](const epi_call* call) { return table.eval(driver.model(), call, &z_view, &x_view, &o_view); });
  ASSERT_EQ(outcome.status, EPI_OK) << outcome.error;
  EXPECT_EQ(o(0, 0), 1.5);
  EXPECT_TRUE(std::isnan(o(1, 0)));
  EXPECT_EQ(outcome.rows, (std::vector<std::uint8_t>{EPI_ROW_OK, EPI_ROW_NONFINITE}));
}

TEST(Module, DescribesItsModels) {
  ASSERT_EQ(mixed_module()->model_count, 2);
  epi_model_info info{};
  info.struct_size = sizeof info;
  ASSERT_EQ(module()->get_model(0, &info), EPI_OK);
  EXPECT_STREQ(info.id, "blend");
  EXPECT_EQ(info.flags, EPI_F_STOCHASTIC | EPI_F_PIECEWISE);
  EXPECT_EQ(std::string(info.fingerprint).size(), 16u);
  EXPECT_EQ(mixed_module()->get_model(2, &info), EPI_E_ARG);
  EXPECT_EQ(mixed_module()->get_model(-1, &info), EPI_E_ARG);
}

TEST(Module, NeverWritesBeyondTheSizeThatAHostKnows) {
  epi_model_info info{};
  info.struct_size = offsetof(epi_model_info, version);  // a host that knows the fields before `version`
  const char* const untouched = "untouched";
  info.version = untouched;
  ASSERT_EQ(module()->get_model(0, &info), EPI_OK);
  EXPECT_STREQ(info.id, "blend");
  EXPECT_EQ(info.version, untouched);
  EXPECT_EQ(info.struct_size, offsetof(epi_model_info, version));
}

TEST(Module, RefusesAModelThatItDoesNotHave) {
  const epi_model_ops* ops = nullptr;
  epi_model* model = nullptr;
  char text[200];
  epi_text error{text, sizeof text, 0};
  EXPECT_EQ(module()->create("blnd", "{}", &ops, &model, &error), EPI_E_ARG);
  EXPECT_STREQ(text, "create: there is no model 'blnd' in this module; did you mean 'blend'?");
  EXPECT_EQ(model, nullptr);
}

TEST(Module, RefusesADeclarationThatContradictsTheFields) {
  epi_model_info info{};
  info.struct_size = sizeof info;
  EXPECT_EQ(mixed_module()->get_model(1, &info), EPI_E_INTERNAL);
  const epi_model_ops* ops = nullptr;
  epi_model* model = nullptr;
  char text[200];
  epi_text error{text, sizeof text, 0};
  EXPECT_EQ(mixed_module()->create("muddled", "{}", &ops, &model, &error), EPI_E_INTERNAL);
  EXPECT_STREQ(text,
               "create: the model's declaration is wrong: parameters are declared as (b, a) but the struct "
               "has (a, b)");
}

TEST(Module, RefusesAHostOfAnotherMajorVersionInASentence) {
  using Entry = ModuleOf<Blend>;
  epi_host host{};
  host.struct_size = sizeof host;
  host.abi_version = EPI_ABI_MAKE(2u, 3u);
  char text[300];
  epi_text error{text, sizeof text, 0};
  const epi_module* out = nullptr;
  EXPECT_EQ(Entry::entry({"test", "1.0.0", "MIT"}, &host, &out, &error), EPI_E_ABI);
  EXPECT_EQ(out, nullptr);
  EXPECT_STREQ(
      text,
      "epi_module_entry: module test was built for ABI 1.0, the host speaks 2.3; rebuild the module with the "
      "host's SDK or use a host of the module's ABI");
}
