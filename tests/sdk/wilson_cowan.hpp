#pragma once

#include <epi/model.hpp>

namespace epi_test {

using namespace epi::sdk;

/// Wilson-Cowan rate equations of an excitatory and an inhibitory population, for tests: six parameters,
/// passive constants, a time-dependent input, and a start that depends on a parameter, so that every route of
/// a derivative is walked. `Method` is the integrator.
template <class Method>
struct WilsonCowan {
  template <class Real>
  struct Parameters {
    std::array<Real, 4> w;  // EE, EI, IE, II
    Real drive, start;
    EPI_FIELDS(w, drive, start)
  };
  template <class Real>
  struct Statistics {
    Real final_e, mean_i, peak_e;
    EPI_FIELDS(final_e, mean_i, peak_e)
  };
  template <class Real>
  struct State {
    Real e, i;
    EPI_FIELDS(e, i)
  };
  template <class Real>
  struct Constants {
    constant_t<Real> tau_e, tau_i;
    EPI_FIELDS(tau_e, tau_i)
  };
  template <class Real>
  struct Input {
    constant_t<Real> stimulus;
    EPI_FIELDS(stimulus)
  };
  struct Settings {
    double dt = 0.05;
    std::int64_t steps = 60;
    double noise = 0.3;
  };
  using Integrator = Method;
  Settings settings;

  static void declare(Declaration<WilsonCowan>& d) {
    d.id("wilson-cowan").version("1.0.0").title("Wilson-Cowan");
    for (const char* name : {"w_0", "w_1", "w_2", "w_3"}) d.parameter(name).support(-10.0, 10.0);
    d.parameter("drive").support(-5.0, 5.0);
    d.parameter("start").support(0.0, 1.0);
    for (const char* name : {"final_e", "mean_i", "peak_e"}) d.statistic(name);
    d.setting("dt", &Settings::dt).unit("s").above(0.0);
    d.setting("steps", &Settings::steps).at_least(1);
    d.setting("noise", &Settings::noise).at_least(0.0);
  }

  TimeGrid grid() const { return {settings.dt, settings.steps}; }
  Constants<double> constants() const { return {1.0, 0.6}; }
  Input<double> input(double t) const { return {std::cos(2.0 * t)}; }

  template <class Real>
  State<Real> initial(const Parameters<Real>& z) const {
    return {z.start, 0.5 * square(z.start)};
  }
  template <class Real>
  static constexpr State<Real> rhs(const State<Real>& x, const Parameters<Real>& z, const Constants<Real>& c,
                                   const Input<Real>& in) {
    const Real to_e = z.w[0] * x.e - z.w[1] * x.i + z.drive + in.stimulus;
    const Real to_i = z.w[2] * x.e - z.w[3] * x.i;
    return {(sigmoid(to_e) - x.e) / c.tau_e, (max(tanh(to_i), Real(0.0)) - x.i) / c.tau_i};
  }
  template <class Real>
  static constexpr State<Real> diffusion(const State<Real>& x, const Parameters<Real>& z,
                                         const Constants<Real>& c, const Input<Real>&) {
    return {0.1 * z.drive * x.e, 0.3 * exp(-x.i) + 0.0 * c.tau_e};
  }
  template <class Real>
  Statistics<Real> statistics(const Trajectory<State<Real>>& x, const Parameters<Real>& z) const {
    Real sum = 0.0, peak = x[0].e;
    for (std::int64_t k = 0; k < x.size(); ++k) {
      sum = sum + x[k].i;
      peak = max(peak, x[k].e);
    }
    return {x.back().e, sum / static_cast<double>(x.size()), peak * z.w[0]};
  }
};

}  // namespace epi_test
