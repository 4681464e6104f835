#pragma once

#include <optional>
#include <string>

#include "inference.h"
#include "rank_one.h"
#include "solver_settings.h"

namespace rnn {

/// Noisy detection: does the overlap along n tell a strong from a weak overlap of input and n? Equations 3 to
/// 9 of README.md with the input M_I + (S_nI/S_n) xi_n, solved for both overlaps.
struct Detection {
  template <class Real>
  struct Parameters {
    Real g, M_m, M_n, S_m, S_n;
    EPI_FIELDS(g, M_m, M_n, S_m, S_n)
  };
  template <class Real>
  struct Statistics {
    Real detection_gap;
    EPI_FIELDS(detection_gap)
  };
  template <class Real>
  struct Observables {
    Real MmMn;
    EPI_FIELDS(MmMn)
  };
  struct Settings {
    std::string solver = kSettled;
    std::string quadrature = kAutomatic;
    std::int64_t iterations = detection::kIterations;
    double step = detection::kStep;
  };
  Settings settings;

  static void declare(Declaration<Detection>& d);
  void prepare() { solver_.emplace(chosen_quadrature(settings), 0.0); }

  template <class Real>
  Statistics<Real> statistics(const Parameters<Real>& z, Rows& rows) const {
    return {response(z, detection::kStrong, rows) - response(z, detection::kWeak, rows)};
  }

  Observables<double> observables(const Parameters<double>& z, const Statistics<double>&) const {
    return {z.M_m * z.M_n};
  }

 private:
  /// kappa_n for one overlap of input and n.
  template <class Real>
  Real response(const Parameters<Real>& z, double overlap, Rows& rows) const {
    const RankOne<Real> network{z.g, z.M_m, z.M_n, Real(overlap), square(z.S_m), square(overlap / z.S_n)};
    const RankOneStart start{detection::kStart, detection::kStart};
    return settings.solver == kDamped
               ? solver_->iterated(network, start, {settings.iterations, settings.step}, rows).kappa_n
               : solver_->settled(network, start, rows).kappa_n;
  }

  std::optional<RankOneSolver> solver_;
};

inline void Detection::declare(Declaration<Detection>& d) {
  d.id("rnn.detection").version("1.0.0").title("Low-rank network: noisy detection");
  d.summary(
      "Mean-field theory of a random network with a rank-one structure; how differently it responds to a "
      "strong and "
      "a weak overlap of its input and its selection vector.");
  d.citation(kCitation);
  d.parameter("g")
      .support(0.0, kMostGain)
      .default_value(detection::kDefaultGain)
      .describe("strength of the random connections");
  for (const char* vector : {"m", "n"}) {
    d.parameter(std::string("M_") + vector)
        .support(-kMostMean, kMostMean)
        .default_value(detection::kDefaultMean)
        .describe(std::string("mean of ") + vector);
  }
  for (const char* vector : {"m", "n"}) {
    d.parameter(std::string("S_") + vector)
        .support(detection::kLeastSpread, detection::kMostSpread)
        .default_value(detection::kDefaultSpread)
        .describe(std::string("standard deviation of ") + vector);
  }
  d.statistic("detection_gap")
      .typical_scale(0.1)
      .describe("kappa_n at a strong overlap minus that at a weak one");
  d.observable("MmMn").describe("M_m M_n, strength of the structure");
  declare_solver(d);
  d.property("noisy_detection", "Strong and weak overlaps told apart",
             std::string(R"({"emergent_property": {"name": "noisy detection", "constraints": [)") +
                 R"({"statistic": "detection_gap", "mean": )" + to_text(detection::kMean) + R"(, "std": )" +
                 to_text(detection::kPropertyStd) +
                 R"(}]}, "parameters": {"free": ["g", "M_m", "M_n", "S_m", "S_n"]}, )" +
                 inference({R"("samples": 20000, "rounds": 4, "fit_iterations": 4000)",
                            R"("epochs": 12, "iterations": 80, "batch": 200)", kHeld, "5000"}) +
                 "}");
  // Without random connections and means kappa_n = S <phi'> at the variance kappa_n^2 + S^2; by adaptive
  // quadrature and bisection (scipy 1.17, quad and brentq) 0.4848409362 and 0.2265213769.
  d.selftest({{0.0, 0.0, 0.0, 1.0, 1.0}, {0.2583195592794}, 1e-6, 1e-7});
}

}  // namespace rnn
