#include <epi/model.hpp>

#include "parameters.h"

// A circuit of an excitatory and an inhibitory population: equations 1 to 4 of README.md.

namespace {

using namespace epi::sdk;
using namespace wilson_cowan;

struct WilsonCowan {
  template <class Real>
  struct Parameters {
    Real w_ee, w_ei, w_ie, w_ii, drive;
    EPI_FIELDS(w_ee, w_ei, w_ie, w_ii, drive)
  };
  template <class Real>
  struct Statistics {
    Real mean_e, variance_e;
    EPI_FIELDS(mean_e, variance_e)
  };
  template <class Real>
  struct State {
    Real e, i;
    EPI_FIELDS(e, i)
  };
  template <class Real>
  struct Constants {
    constant_t<Real> tau, rest_e, rest_i;
    EPI_FIELDS(tau, rest_e, rest_i)
  };
  struct Settings {
    double tau = kDefaultTau;
    double dt = kDefaultDt;
    std::int64_t steps = kDefaultSteps;
  };
  using Integrator = RungeKutta4;
  Settings settings;

  TimeGrid grid() const { return {settings.dt, settings.steps}; }
  Constants<double> constants() const {
    return {settings.tau, sigmoid(-kGainE * kThresholdE), sigmoid(-kGainI * kThresholdI)};
  }

  template <class Real>
  State<Real> initial(const Parameters<Real>&) const {
    return {Real(kStartRate), Real(kStartRate)};
  }

  /// Equation 3: the response to an input; `rest` makes it 0 without any.
  template <class Real>
  static constexpr Real response(const Real& input, double gain, double threshold,
                                 const constant_t<Real>& rest) {
    return sigmoid(gain * (input - threshold)) - rest;
  }

  /// Equations 1 and 2.
  template <class Real>
  static constexpr State<Real> rhs(const State<Real>& x, const Parameters<Real>& z,
                                   const Constants<Real>& c) {
    const Real to_e = z.w_ee * x.e - z.w_ei * x.i + z.drive;
    const Real to_i = z.w_ie * x.e - z.w_ii * x.i;
    return {((1.0 - x.e) * response(to_e, kGainE, kThresholdE, c.rest_e) - x.e) / c.tau,
            ((1.0 - x.i) * response(to_i, kGainI, kThresholdI, c.rest_i) - x.i) / c.tau};
  }

  /// Equation 4, over the second half of the run.
  template <class Real>
  Statistics<Real> statistics(const Trajectory<State<Real>>& x, const Parameters<Real>&) const {
    const std::int64_t first = x.size() / 2;
    const double count = static_cast<double>(x.size() - first);
    Real sum = 0.0, squares = 0.0;
    for (std::int64_t k = first; k < x.size(); ++k) sum += x[k].e;
    const Real mean = sum / count;
    for (std::int64_t k = first; k < x.size(); ++k) squares += square(x[k].e - mean);
    return {mean, squares / count};
  }

  static void declare(Declaration<WilsonCowan>& d);
};

void WilsonCowan::declare(Declaration<WilsonCowan>& d) {
  d.id("wilson-cowan").version("1.0.0").title("Wilson-Cowan rate model");
  d.summary("An excitatory and an inhibitory population that may settle or oscillate.");
  d.citation("Wilson, Cowan (1972), Biophysical Journal 12, 1-24");
  d.parameter("w_ee").support(0.0, 30.0).default_value(kDefaultEE).describe("weight from E to E");
  d.parameter("w_ei").support(0.0, 30.0).default_value(kDefaultEI).describe("weight from I to E");
  d.parameter("w_ie").support(0.0, 30.0).default_value(kDefaultIE).describe("weight from E to I");
  d.parameter("w_ii").support(0.0, 30.0).default_value(kDefaultII).describe("weight from I to I");
  d.parameter("drive").support(0.0, 5.0).default_value(kDefaultDrive).describe("constant input to E");
  d.statistic("mean_e").range(-1.0, 1.0).typical_scale(0.1).describe("mean rate of E");
  d.statistic("variance_e").range(0.0, 1.0).typical_scale(0.01).describe("variance of the rate of E in time");
  d.setting("tau", &Settings::tau).unit("s").above(0.0).describe("time constant of both populations");
  d.setting("dt", &Settings::dt).unit("s").above(0.0).describe("integration step");
  d.setting("steps", &Settings::steps).at_least(2).at_most(1e6).describe("number of integration steps");
  d.property("oscillating", "Rates that go up and down", R"({
    "emergent_property": {
      "name": "oscillating rates",
      "constraints": [
        {"statistic": "mean_e", "mean": 0.2, "std": 0.05},
        {"statistic": "variance_e", "mean": 0.02, "std": 0.005}
      ]
    },
    "parameters": {"free": ["w_ee", "w_ei", "w_ie", "w_ii", "drive"]}
  })");
}

}  // namespace

EPI_EXPORT_MODULE("org.example.wilson-cowan", "1.0.0", "MIT", WilsonCowan);
