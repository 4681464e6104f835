#include <gtest/gtest.h>

#include <cmath>
#include <epi/model.hpp>

#include "model_driver.hpp"

// Models whose statistics are moments over trials: the engine against direct simulation, differences and itself.

namespace {

using namespace epi::sdk;

/// A noisy leaky unit and a copy of it that lags behind, under two inputs. Its start depends on a parameter and its
/// step on couplings that are derived from the parameters, so that every route of a derivative is walked.
struct Leaky {
  template <class Real>
  struct Parameters {
    Real weight, drive, start;
    EPI_FIELDS(weight, drive, start)
  };
  template <class Real>
  struct Statistics {
    Real mean_plus, mean_minus, square_plus, product;
    EPI_FIELDS(mean_plus, mean_minus, square_plus, product)
  };
  template <class Real>
  struct State {
    Real x, lag;
    EPI_FIELDS(x, lag)
  };
  template <class Real>
  struct Derived {
    Real feedback, push;
    EPI_FIELDS(feedback, push)
  };
  template <class Real>
  struct Input {
    constant_t<Real> sign;
    EPI_FIELDS(sign)
  };
  template <class Real>
  struct Noise {
    passive_t<Real> w;
    EPI_FIELDS(w)
  };
  template <class Real>
  struct Outcome {
    Real x, lag;
    EPI_FIELDS(x, lag)
  };
  struct Settings {
    std::int64_t trials = 21;
    std::int64_t steps = 12;
    double sigma = 0.3;
  };
  static constexpr std::array<const char*, 2> kConditionNames{"plus", "minus"};
  using Integrator = UpdateRule;
  Settings settings;

  static void declare(Declaration<Leaky>& d) {
    d.id("leaky").version("1.0.0").title("Leaky");
    d.parameter("weight").support(-2.0, 2.0);
    d.parameter("drive").support(-2.0, 2.0);
    d.parameter("start").support(-1.0, 1.0);
    for (const char* name : {"mean_plus", "mean_minus", "square_plus", "product"}) d.statistic(name);
    d.setting("trials", &Settings::trials).at_least(0);
    d.setting("steps", &Settings::steps).at_least(1);
    d.setting("sigma", &Settings::sigma).at_least(0.0);
  }
  TimeGrid grid() const { return {0.1, settings.steps}; }
  std::int64_t trials() const { return settings.trials; }
  Input<double> input(double t, int condition) const { return {(condition == 0 ? 1.0 : -1.0) * std::cos(t)}; }

  template <class Real>
  Derived<Real> derive(const Parameters<Real>& z) const {
    return {tanh(z.weight), z.drive * z.weight + settings.sigma};
  }
  template <class Real>
  State<Real> initial(const Parameters<Real>& z) const {
    return {z.start, square(z.start)};
  }
  template <class Real>
  static constexpr State<Real> next(const State<Real>& at, const Derived<Real>& d, const Input<Real>& in,
                                    const Noise<Real>& noise) {
    const Real x = 0.7 * at.x + 0.3 * sigmoid(d.feedback * at.x + d.push * (in.sign + 0.5 * noise.w));
    return {x, 0.5 * (at.lag + at.x)};
  }
  template <class Real>
  Outcome<Real> outcome(const State<Real>& last, int) const {
    return {last.x, last.x * last.lag};
  }
  template <class Real>
  Statistics<Real> statistics(const TrialMoments<Outcome<Real>, 2>& m) const {
    return {m.mean[0].x, m.mean[1].x, m.mean_square[0].x, m.mean[0].lag * m.mean[1].lag};
  }
};

const std::vector<double> kLower{-1.5, -1.5, -0.9}, kUpper{1.5, 1.5, 0.9};

ModelDriver driver_of(const char* settings = "{}") {
  return ModelDriver(module_of<ModuleOf<Leaky>>("test"), "leaky", settings);
}

}  // namespace

// Trial t of a sample draws from stream t; block k is step k.
TEST(Trials, StatisticsAreTheMomentsOfTrialsSimulatedOneByOne) {
  ModelDriver driver = driver_of(R"({"shared_noise": 1})");
  const Table z = points_in_box(3, kLower, kUpper), x = driver.simulate(z);
  const Leaky model;
  for (std::int64_t i = 0; i < z.rows; ++i) {
    Leaky::Parameters<double> point{z(i, 0), z(i, 1), z(i, 2)};
    double means[2] = {0.0, 0.0}, lags[2] = {0.0, 0.0}, square_plus = 0.0;
    for (int condition = 0; condition < 2; ++condition) {
      for (std::uint32_t trial = 0; trial < 21; ++trial) {
        auto state = model.initial(point);
        for (std::uint32_t k = 0; k < 12; ++k) {
          const std::uint64_t samples[8] = {static_cast<std::uint64_t>(i)};
          const double w = normal_pair<Rows8>(driver.seed, samples, trial, k).first.lane(0);
          state = Leaky::next<double>(state, model.derive(point), model.input(0.1 * (k + 1), condition), {w});
        }
        means[condition] += state.x / 21.0;
        lags[condition] += state.x * state.lag / 21.0;
        if (condition == 0) square_plus += state.x * state.x / 21.0;
      }
    }
    EXPECT_NEAR(x(i, 0), means[0], 1e-13);
    EXPECT_NEAR(x(i, 1), means[1], 1e-13);
    EXPECT_NEAR(x(i, 2), square_plus, 1e-13);
    EXPECT_NEAR(x(i, 3), lags[0] * lags[1], 1e-13);
  }
}

TEST(Trials, DerivativesAreThoseOfDifferences) {
  ModelDriver driver = driver_of();
  const Table z = points_in_box(40, kLower, kUpper);
  const Table jac = driver.jacobian(z), expected = differences(driver, z, 1e-5);
  for (std::size_t i = 0; i < jac.values.size(); ++i) EXPECT_NEAR(jac.values[i], expected.values[i], 1e-8);
}

TEST(Trials, VectorJacobianProductsAndActiveParametersComeFromTheSameJacobian) {
  ModelDriver driver = driver_of();
  const Table z = points_in_box(5, kLower, kUpper), jac = driver.jacobian(z);
  driver.active = {2, 0};
  Table cot(z.rows, 4);
  for (std::size_t i = 0; i < cot.values.size(); ++i) cot.values[i] = std::sin(static_cast<double>(i));
  const Table g = driver.vjp(z, cot);
  for (std::int64_t i = 0; i < z.rows; ++i) {
    for (std::int64_t k = 0; k < 2; ++k) {
      double expected = 0.0;
      for (std::int64_t s = 0; s < 4; ++s) {
        expected += cot(i, s) * jac(i, 3 * s + driver.active[static_cast<std::size_t>(k)]);
      }
      EXPECT_NEAR(g(i, k), expected, 1e-13);
    }
  }
}

TEST(Trials, SimulateAndJacobianGiveTheSameBitsHoweverRowsAreSplit) {
  for (const char* settings : {"{}", R"({"precision": "float32"})", R"({"shared_noise": 5})"}) {
    ModelDriver driver = driver_of(settings);
    const Table z = points_in_box(70, kLower, kUpper), x = driver.simulate(z);
    Table again(z.rows, 4), jac(z.rows, 12);
    driver.jacobian(z, again, jac);
    EXPECT_EQ(x.values, again.values);
    for (std::int64_t i = 0; i < z.rows; i += 7) {
      Table row(1, 3), one(1, 4), one_jac(1, 12);
      for (std::int64_t p = 0; p < 3; ++p) row(0, p) = z(i, p);
      driver.sample_ids = {static_cast<std::uint64_t>(i)};
      driver.jacobian(row, one, one_jac);
      for (std::int64_t s = 0; s < 4; ++s) EXPECT_EQ(one(0, s), x(i, s));
      for (std::int64_t c = 0; c < 12; ++c) EXPECT_EQ(one_jac(0, c), jac(i, c));
    }
  }
}

TEST(Trials, SinglePrecisionIsClose) {
  ModelDriver wide = driver_of(), narrow = driver_of(R"({"precision": "float32"})");
  const Table z = points_in_box(20, kLower, kUpper), a = wide.jacobian(z), b = narrow.jacobian(z);
  for (std::size_t i = 0; i < a.values.size(); ++i) EXPECT_NEAR(a.values[i], b.values[i], 1e-5);
}

TEST(Trials, AreAtLeastOne) {
  try {
    driver_of(R"({"trials": 0})");
    FAIL() << "no trial at all was accepted";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("at least one trial"), std::string::npos) << error.what();
  }
}
