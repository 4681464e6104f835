#include <gtest/gtest.h>

#include <cmath>

#include "model_driver.hpp"
#include "wilson_cowan.hpp"

namespace {

using namespace epi_test;

/// dx/dt = -rate x + cos t from x(0) = 1, whose solution is known.
template <class Method>
struct Driven {
  template <class Real>
  struct Parameters {
    Real rate;
    EPI_FIELDS(rate)
  };
  template <class Real>
  struct Statistics {
    Real end;
    EPI_FIELDS(end)
  };
  template <class Real>
  struct State {
    Real x;
    EPI_FIELDS(x)
  };
  template <class Real>
  struct Input {
    constant_t<Real> drive;
    EPI_FIELDS(drive)
  };
  struct Settings {
    std::int64_t steps = 10;
  };
  using Integrator = Method;
  Settings settings;

  static void declare(Declaration<Driven>& d) {
    d.id("driven").version("1.0.0").title("Driven decay");
    d.parameter("rate").support(0.0, 10.0).default_value(1.0);
    d.statistic("end");
    d.setting("steps", &Settings::steps).at_least(1);
  }
  TimeGrid grid() const { return {2.0 / static_cast<double>(settings.steps), settings.steps}; }
  Input<double> input(double t) const { return {std::cos(t)}; }
  template <class Real>
  State<Real> initial(const Parameters<Real>&) const {
    return {Real(1.0)};
  }
  template <class Real>
  static constexpr State<Real> rhs(const State<Real>& x, const Parameters<Real>& z, const Input<Real>& in) {
    return {in.drive - z.rate * x.x};
  }
  template <class Real>
  Statistics<Real> statistics(const Trajectory<State<Real>>& x, const Parameters<Real>&) const {
    return {x.back().x};
  }
};

double exact(double rate, double t) {
  const double s = 1.0 + rate * rate, offset = 1.0 - rate / s;
  return (rate * std::cos(t) + std::sin(t)) / s + offset * std::exp(-rate * t);
}

/// The order that the errors with n and 2n steps suggest.
template <class Method>
double observed_order(int steps) {
  const auto error = [](int n) {
    ModelDriver driver(module_of<ModuleOf<Driven<Method>>>("test"), "driven",
                       ("{\"steps\": " + std::to_string(n) + "}").c_str());
    return std::abs(driver.simulate(Table(1, 1, 1.3))(0, 0) - exact(1.3, 2.0));
  };
  return std::log2(error(steps) / error(2 * steps));
}

/// dx = -rate x dt + volatility x dW from x(0) = 1 on [0, 1]: geometric Brownian motion, solved by
/// x(1) = exp(-rate - volatility^2/2 + volatility W(1)), W(1) = sqrt(dt) times the sum of the draws.
struct Brownian {
  template <class Real>
  struct Parameters {
    Real rate, volatility;
    EPI_FIELDS(rate, volatility)
  };
  template <class Real>
  struct Statistics {
    Real end;
    EPI_FIELDS(end)
  };
  template <class Real>
  struct State {
    Real x;
    EPI_FIELDS(x)
  };
  struct Settings {
    std::int64_t steps = 16;
  };
  using Integrator = EulerMaruyama;
  Settings settings;

  static void declare(Declaration<Brownian>& d) {
    d.id("brownian").version("1.0.0").title("Geometric Brownian motion");
    d.parameter("rate").support(0.0, 10.0);
    d.parameter("volatility").support(0.0, 2.0);
    d.statistic("end");
    d.setting("steps", &Settings::steps).at_least(1);
  }
  TimeGrid grid() const { return {1.0 / static_cast<double>(settings.steps), settings.steps}; }
  template <class Real>
  State<Real> initial(const Parameters<Real>&) const {
    return {Real(1.0)};
  }
  template <class Real>
  static constexpr State<Real> rhs(const State<Real>& x, const Parameters<Real>& z) {
    return {-z.rate * x.x};
  }
  template <class Real>
  static constexpr State<Real> diffusion(const State<Real>& x, const Parameters<Real>& z) {
    return {z.volatility * x.x};
  }
  template <class Real>
  Statistics<Real> statistics(const Trajectory<State<Real>>& x, const Parameters<Real>&) const {
    return {x.back().x};
  }
};

/// Mean absolute error at the end over 4,000 paths, against the solution driven by the same draws.
double strong_error(int steps) {
  constexpr std::int64_t paths = 4000;
  ModelDriver driver(module_of<ModuleOf<Brownian>>("test"), "brownian",
                     ("{\"steps\": " + std::to_string(steps) + "}").c_str());
  Table z(paths, 2);
  for (std::int64_t i = 0; i < paths; ++i) {
    z(i, 0) = 0.5;
    z(i, 1) = 0.8;
  }
  const Table x = driver.simulate(z);
  double sum = 0.0;
  for (std::int64_t i = 0; i < paths; i += 8) {
    std::uint64_t samples[8];
    for (std::uint64_t lane = 0; lane < 8; ++lane) samples[lane] = static_cast<std::uint64_t>(i) + lane;
    Rows8 w(0.0);
    for (int k = 0; k < steps; ++k) {
      w +=
          normal_pair<Rows8>(driver.seed, samples, EulerMaruyama::kNoiseStream, static_cast<std::uint32_t>(k))
              .first;
    }
    for (int lane = 0; lane < 8; ++lane) {
      const double w_end = w.lane(lane) / std::sqrt(static_cast<double>(steps));
      sum += std::abs(x(i + lane, 0) - std::exp(-0.5 - 0.5 * 0.8 * 0.8 + 0.8 * w_end));
    }
  }
  return sum / paths;
}

}  // namespace

// The observed order tends to the true one like 1 + O(dt); with these steps it is within 0.1.
TEST(Convergence, EulerIsOfOrderOne) {
  EXPECT_NEAR(observed_order<Euler>(200), 1.0, 0.1);
}
TEST(Convergence, RungeKuttaIsOfOrderFour) {
  EXPECT_NEAR(observed_order<RungeKutta4>(20), 4.0, 0.1);
}

// Multiplicative noise: strong order 1/2. The error's sampling noise is common to both runs; 0.15 covers it.
TEST(Convergence, EulerMaruyamaIsOfStrongOrderOneHalf) {
  const double coarse = strong_error(32), fine = strong_error(512);
  EXPECT_NEAR(std::log2(coarse / fine) / 4.0, 0.5, 0.15);
}
