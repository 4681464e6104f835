#include <epi/model.hpp>

// The two-dimensional linear dynamical system of README.md: tau dx/dt = A x, A = [[a1, a2], [a3, a4]].

namespace {

using namespace epi::sdk;

struct Lds {
  template <class Real>
  struct Parameters {
    Real a1, a2, a3, a4;
    EPI_FIELDS(a1, a2, a3, a4)
  };
  template <class Real>
  struct Statistics {
    Real growth_rate, frequency;
    EPI_FIELDS(growth_rate, frequency)
  };
  template <class Real>
  struct Channels {
    Real x1, x2;
    EPI_FIELDS(x1, x2)
  };
  struct Settings {
    double tau = 1.0;  // s, Bittner et al. (2021), Methods
  };
  Settings settings;

  static void declare(Declaration<Lds>& d);

  /// The eigenvalues of A/tau are m +- sqrt(D); this is the one with the greatest real part, or with the
  /// positive imaginary part when they are a conjugate pair. Equations 1 to 4 of README.md.
  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z) const {
    const double rate = 1.0 / settings.tau;
    const Real m = 0.5 * rate * (z.a1 + z.a4);
    const Real h = 0.5 * rate * (z.a1 - z.a4);
    const Real d = h * h + (rate * rate) * (z.a2 * z.a3);
    const double hertz = 1.0 / 6.28318530717958647693;  // 1/(2 pi)
    return {m + positive_sqrt(d), hertz * positive_sqrt(-d)};
  }

  /// x(t) = exp(A t/tau) x(0), exactly: equation 5 of README.md.
  Channels<double> trajectory(const Parameters<double>& z, double t) const {
    const double start = 0.70710678118654752440;  // x(0) = (1, -1)/sqrt(2), Bittner et al. (2021), Methods
    const double m = 0.5 * (z.a1 + z.a4) / settings.tau, h = 0.5 * (z.a1 - z.a4) / settings.tau;
    const double b = z.a2 / settings.tau, c = z.a3 / settings.tau;
    const double d = h * h + b * c, root = std::sqrt(std::abs(d));
    double even = 1.0, odd = t;  // cosh(root t) and sinh(root t)/root, or cos and sin
    if (d > 0.0) {
      even = std::cosh(root * t);
      odd = std::sinh(root * t) / root;
    } else if (d < 0.0) {
      even = std::cos(root * t);
      odd = std::sin(root * t) / root;
    }
    const double growth = std::exp(m * t);
    return {growth * start * (even + odd * (h - b)), growth * start * (odd * (c + h) - even)};
  }
};

void Lds::declare(Declaration<Lds>& d) {
  d.id("lds").version("1.0.0").title("Two-dimensional linear dynamical system");
  d.summary(
      "tau dx/dt = A x; the statistics are the dominant eigenvalue of A/tau. The smallest circuit with a "
      "distribution of parameters that is known exactly.");
  d.citation("Bittner, Palmigiano, Piet, Duan, Brody, Miller, Cunningham (2021), eLife 10:e56265");
  d.parameter("a1").label("a_1").support(-10.0, 10.0).describe("effect of x1 on itself");
  d.parameter("a2").label("a_2").support(-10.0, 10.0).describe("effect of x2 on x1");
  d.parameter("a3").label("a_3").support(-10.0, 10.0).describe("effect of x1 on x2");
  d.parameter("a4").label("a_4").support(-10.0, 10.0).describe("effect of x2 on itself");
  d.statistic("growth_rate").unit("1/s").typical_scale(1.0).describe("real part of the dominant eigenvalue");
  d.statistic("frequency")
      .unit("Hz")
      .typical_scale(1.0)
      .range(0.0, kInfinity)
      .describe("imaginary part of the dominant eigenvalue, divided by 2 pi");
  d.channel("x1").describe("activity of the first unit");
  d.channel("x2").describe("activity of the second unit");
  d.trajectory(5.0, 501);  // s: five periods of the property below
  d.setting("tau", &Settings::tau).unit("s").above(0.0).describe("time constant");
  d.property("oscillation_1hz", "A band of 1 Hz oscillations", R"({
    "emergent_property": {
      "name": "a band of 1 Hz oscillations",
      "constraints": [
        {"statistic": "growth_rate", "mean": 0.0, "std": 0.25},
        {"statistic": "frequency", "mean": 1.0, "std": 0.1}
      ]
    },
    "parameters": {"free": ["a1", "a2", "a3", "a4"]}
  })");
  // A = [[0, -2 pi], [2 pi, 0]] turns once a second; [[3, 0], [0, 1]] has the eigenvalues 3 and 1; [[1, 2],
  // [-2, 1]] has 1 +- 2i, and 2/(2 pi) = 1/pi.
  d.selftest({{0.0, -6.28318530717958647693, 6.28318530717958647693, 0.0}, {0.0, 1.0}});
  d.selftest({{3.0, 0.0, 0.0, 1.0}, {3.0, 0.0}});
  d.selftest({{1.0, 2.0, -2.0, 1.0}, {1.0, 0.31830988618379067154}});
}

}  // namespace

EPI_EXPORT_MODULE("epi.lds", "1.0.0", "MIT", Lds);
