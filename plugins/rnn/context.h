#pragma once

#include <optional>
#include <string>

#include "inference.h"
#include "rank_one.h"
#include "solver_settings.h"

namespace rnn {

/// Context-dependent discrimination: a network of rank two that reads out stimulus A and ignores stimulus B
/// when the context is A. Static solution, equations 10 to 13 of README.md.
struct Context {
  template <class Real>
  struct Parameters {
    Real g, rho_m, rho_n, beta_m, beta_n, gamma_lo, gamma_hi;
    EPI_FIELDS(g, rho_m, rho_n, beta_m, beta_n, gamma_lo, gamma_hi)
  };
  template <class Real>
  struct Statistics {
    Real context_gap;
    EPI_FIELDS(context_gap)
  };
  struct Settings {
    std::string solver = kSettled;
    std::string quadrature = kAutomatic;
    std::int64_t iterations = context::kIterations;
    double step = context::kStep;
  };
  Settings settings;

  static void declare(Declaration<Context>& d);
  void prepare() { quadrature_ = chosen_quadrature(settings); }

  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z, Rows& rows) const {
    return {readout(z, Stimuli{1.0, 0.0}, rows) - readout(z, Stimuli{0.0, 1.0}, rows)};
  }

 private:
  struct Stimuli {
    double a, b;
  };
  template <class Real>
  using Values = std::array<Real, 7>;

  struct Map {
    const Context& model;
    const Stimuli& stimuli;
    template <class X>
    std::array<X, 3> operator()(const std::array<X, 3>& s, const Values<X>& values) const {
      Parameters<X> z{};
      read_leaves(z, values.data());
      return model.map(s, z, stimuli);
    }
  };

  /// <phi'> at mean 0 and variance Delta_0; <phi^2> is one less it.
  template <class Real>
  Real mean_slope(const Real& delta_0) const {
    using R = passive_t<Real>;
    const Real positive = max(delta_0, Real(kLeastVariance)), d = sqrt(positive);
    const R scale = value_of(d);
    const auto by_rule = [&scale](const auto& nodes) {
      Differentiated<R, 1> out{};
      for (int j = 0; j < nodes.pairs(); ++j) {
        const R x = nodes.pair_place(j), w = nodes.pair_weight(j), t = tanh(scale * x), s = 1.0 - t * t;
        out.value += w * s;
        out.by[0] -= (w * x) * (2.0 * (t * s));
      }
      return out;
    };
    // Beyond |u| = 20 phi' is below 1e-16.
    const Differentiated<R, 1> mean = quadrature_ == Quadrature::accurate
                                          ? by_rule(LineNodes<R>(kAccurate, scale, 20.0))
                                          : by_rule(HermiteNodes<R>(hermite_, scale));
    return with_partials<Real>(mean.value, mean.by, std::array<Real, 1>{d});
  }

  /// Equations 10 to 12 at s = (kappa_1, kappa_2, Delta_0).
  template <class Real>
  std::array<Real, 3> map(const std::array<Real, 3>& s, const Parameters<Real>& z, const Stimuli& c) const {
    const double input = square(context::kInputSpread), readout = square(context::kReadoutSpread);
    const Real slope = mean_slope(s[2]);
    const Real both = z.beta_m * z.beta_n * (s[0] + s[1]), rho = z.rho_m * z.rho_n;
    const Real& gamma_a = z.gamma_hi;  // context A
    const Real& gamma_b = z.gamma_lo;
    return {(rho * s[0] + both + c.a * input + z.rho_n * gamma_a) * slope,
            (rho * s[1] + both + c.b * input + z.rho_n * gamma_b) * slope,
            square(z.g) * (1.0 - slope) + (readout + square(z.beta_m)) * (square(s[0]) + square(s[1])) +
                input * (square(c.a) + square(c.b)) + square(z.rho_m * s[0] + gamma_a) +
                square(z.rho_m * s[1] + gamma_b)};
  }

  /// Equation 13.
  template <class Real>
  Real readout(const Parameters<Real>& z, const Stimuli& c, Rows& rows) const {
    const std::array<double, 3> start{context::kStart, context::kStart, kStartDelta0};
    std::array<Real, 3> s;
    if (settings.solver == kDamped) {
      for (std::size_t i = 0; i < 3; ++i) s[i] = Real(start[i]);
      for (std::int64_t k = 0; k < settings.iterations; ++k) {
        rows.poll();
        const std::array<Real, 3> f = map(s, z, c);
        for (std::size_t i = 0; i < 3; ++i) {
          s[i] = clipped((1.0 - settings.step) * s[i] + settings.step * f[i], i < 2);
        }
      }
    } else {
      Values<Real> values;
      write_leaves(z, values.data());
      s = fixed_point(Map{*this, c}, Map{*this, c}, start, values, settling_rule(), rows);
    }
    return z.beta_m * (s[0] + s[1]) * mean_slope(s[2]);
  }

  static constexpr double kLeastVariance = 1e-6;  // guards the square root; the input alone has more

  HermiteRule hermite_;
  Quadrature quadrature_ = Quadrature::accurate;
};

inline void Context::declare(Declaration<Context>& d) {
  d.id("rnn.context").version("1.0.0").title("Low-rank network: context-dependent discrimination");
  d.summary(
      "Mean-field theory of a random network with a rank-two structure that reads out the one of two stimuli "
      "that "
      "the context makes relevant.");
  d.citation(kCitation);
  d.parameter("g")
      .support(0.0, kMostGain)
      .default_value(context::kDefaultGain)
      .describe("strength of the random connections");
  const auto rho = [&d](const char* name, double preset, const char* text) {
    d.parameter(name).support(-kMostMean, kMostMean).default_value(preset).describe(text);
  };
  const auto beta = [&d](const char* name, double preset, const char* text) {
    d.parameter(name).support(0.0, kMostMean).default_value(preset).describe(text);
  };
  rho("rho_m", context::kDefaultRhoM, "overlap of m with the direction of the context");
  rho("rho_n", context::kDefaultRhoN, "overlap of n with the direction of the context");
  beta("beta_m", context::kDefaultBetaM, "overlap of m with the readout");
  beta("beta_n", context::kDefaultBetaN, "overlap of n with the readout");
  rho("gamma_lo", context::kDefaultLow, "contextual input to the irrelevant stimulus");
  rho("gamma_hi", context::kDefaultHigh, "contextual input to the relevant stimulus");
  d.statistic("context_gap")
      .typical_scale(0.1)
      .describe("readout of the relevant stimulus minus that of the irrelevant one");
  declare_solver(d);
  d.property(
      "context_discrimination", "The relevant stimulus read out, the other ignored",
      std::string(R"({"emergent_property": {"name": "context-dependent discrimination", "constraints": [)") +
          R"({"statistic": "context_gap", "mean": )" + to_text(context::kMean) + R"(, "std": )" +
          to_text(context::kPropertyStd) +
          R"(}]}, "parameters": {"free": ["rho_m", "rho_n", "beta_m", "beta_n"]}, )" +
          inference({R"("samples": 200000, "rounds": 5, "fit_iterations": 4000)",
                     R"("epochs": 24, "iterations": 150, "batch": 500)", kHeld, "20000", "0.0002"}) +
          "}");
  d.selftest({{0.8, 1.0, 1.0, 0.0, 1.0, -0.14, 0.08}, {0.0}});  // nothing is read out
}

}  // namespace rnn
