#pragma once

#include <optional>
#include <string>

#include "finite_network.h"
#include "inference.h"
#include "rank_one.h"
#include "solver_settings.h"

namespace rnn {

/// The property as a fragment of a run configuration; `more` is added to it.
inline std::string posterior_property(const std::string& more) {
  const auto constraint = [](const char* statistic, double mean) {
    return std::string("{\"statistic\": \"") + statistic + "\", \"mean\": " + to_text(mean) +
           ", \"std\": " + to_text(posterior::kPropertyStd) + "}";
  };
  return R"({"emergent_property": {"name": "posterior conditioning", "constraints": [)" +
         constraint("kappa_r", posterior::kMean) + ", " +
         constraint("chaotic_variance", posterior::kVariance) +
         R"(]}, "parameters": {"free": ["g", "M_m", "M_n"]}, )" +
         inference({R"("samples": 50000, "rounds": 3, "fit_iterations": 4000)",
                    R"("epochs": 12, "iterations": 100, "batch": 300)", kCorrected}) +
         more + "}";
}

/// Gaussian posterior conditioning: the network's output along r is read as the mean of a posterior, its
/// chaotic fluctuations as the variance. Equations 3 to 8 of README.md with the input y r + (n - M_n).
struct Posterior {
  template <class Real>
  struct Parameters {
    Real g, M_m, M_n;
    EPI_FIELDS(g, M_m, M_n)
  };
  template <class Real>
  struct Statistics {
    Real kappa_r, chaotic_variance;
    EPI_FIELDS(kappa_r, chaotic_variance)
  };
  template <class Real>
  struct Observables {
    Real MmMn;
    EPI_FIELDS(MmMn)
  };
  template <class Real>
  struct Channels {
    Real kappa_r, kappa_n, variance;
    std::array<Real, FiniteNetwork::kShown> x;
    EPI_FIELDS(kappa_r, kappa_n, variance, x)
  };
  struct Settings {
    std::int64_t network_size = posterior::kNetworkSize;
    std::string solver = kSettled;
    std::string quadrature = kAutomatic;
    std::int64_t iterations = posterior::kIterations;
    double step = posterior::kStep;
    double y = posterior::kObservation;
  };
  Settings settings;

  static void declare(Declaration<Posterior>& d);
  void prepare() { solver_.emplace(chosen_quadrature(settings), settings.y); }

  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z, Rows& rows) const {
    const RankOne<Real> network{z.g, z.M_m, z.M_n, Real(1.0), Real(1.0), Real(1.0)};
    const RankOneStart start{posterior::kStart, posterior::kStart};
    const RankOneSolution<Real> s =
        settings.solver == kDamped
            ? solver_->iterated(network, start, {settings.iterations, settings.step}, rows)
            : solver_->settled(network, start, rows);
    return {s.kappa, s.excess};
  }

  Observables<double> observables(const Parameters<double>& z, const Statistics<double>&) const {
    return {z.M_m * z.M_n};
  }

  /// One finite network, drawn from the row's noise, started where the theory's solution starts.
  void trajectory(const Parameters<double>& z, Recording<Channels<double>>& out) const {
    FiniteNetwork network(settings.network_size, z.g, {z.M_m, z.M_n, settings.y}, out);
    for (std::int64_t k = 0; k < out.size(); ++k) {
      if (k > 0) network.advance(out.time(k) - out.time(k - 1), out);
      const FiniteNetwork::Measurement m = network.measure();
      out.write(k, {m.kappa_r, m.kappa_n, m.variance, m.x});
    }
  }

 private:
  std::optional<RankOneSolver> solver_;
};

inline void Posterior::declare(Declaration<Posterior>& d) {
  d.id("rnn.posterior").version("1.0.0").title("Low-rank network: Gaussian posterior conditioning");
  d.summary(
      "Mean-field theory of a random network with a rank-one structure; its output along one direction "
      "encodes the "
      "mean of a posterior, its chaotic fluctuations the variance.");
  d.citation(kCitation);
  d.parameter("g")
      .support(0.0, kMostGain)
      .default_value(posterior::kDefaultGain)
      .describe("strength of the random connections");
  d.parameter("M_m")
      .support(-kMostMean, kMostMean)
      .default_value(posterior::kDefaultMeanM)
      .describe("mean of m");
  d.parameter("M_n")
      .support(-kMostMean, kMostMean)
      .default_value(posterior::kDefaultMeanN)
      .describe("mean of n");
  d.statistic("kappa_r").typical_scale(1.0).describe("mean of the input along r: the posterior's mean");
  d.statistic("chaotic_variance")
      .typical_scale(1.0)
      .range(0.0, kInfinity)
      .describe("Delta_0 - Delta_inf, variance of the input in time: the posterior's variance");
  d.observable("MmMn").describe("M_m M_n, strength of the structure");
  declare_solver(d);
  d.channel("kappa_r").describe("mean input of all neurons: kappa_r as measured");
  d.channel("kappa_n").describe("mean of n_i tanh(x_i): kappa_n as measured");
  d.channel("variance").describe("variance of the input over neurons: Delta_0 as measured");
  for (std::size_t i = 0; i < FiniteNetwork::kShown; ++i) {
    d.channel("x_" + std::to_string(i + 1)).describe("input of one neuron");
  }
  d.trajectory(posterior::kDuration, posterior::kPoints);
  d.setting("network_size", &Settings::network_size)
      .at_least(static_cast<double>(FiniteNetwork::kShown))
      .at_most(posterior::kMostNeurons)
      .describe("neurons of the network that a trajectory shows; statistics are those of an infinite one");
  d.setting("y", &Settings::y).describe("observation: strength of the input along r");
  d.property("posterior_conditioning", "Posterior of a Gaussian prior and likelihood",
             posterior_property(""));
  d.property("posterior_damped_300", "The same, with 300 damped iterations as in the paper",
             posterior_property(R"(, "model": {"settings": {"solver": "damped", "iterations": 300}})"));
  // Without random connections above g = 1 there is no chaos, and without a mean of m only the input moves
  // kappa_r.
  d.selftest({{0.0, 0.0, 0.0}, {posterior::kObservation, 0.0}});
  d.selftest({{0.5, 0.0, 3.0}, {posterior::kObservation, 0.0}});
}

}  // namespace rnn
