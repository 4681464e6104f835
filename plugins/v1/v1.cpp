#include <epi/model.hpp>

#include "linear_response.h"
#include "parameters.h"

// Four neuron types of primary visual cortex: equations 1 to 5 of README.md.

namespace {

using namespace epi::sdk;
using namespace v1;

/// One number of each type, in the order of kTypes.
template <class Real>
using Rates = std::array<Real, 4>;

/// The same with the names that users see.
template <class Real>
struct PerType {
  Real E, P, S, V;
  EPI_FIELDS(E, P, S, V)
};
/// Weights: to the type of the first letter from that of the second.
template <class Real>
struct Weights {
  Real EE, EP, ES, EV, PE, PP, PS, PV, SE, SP, SS, SV, VE, VP, VS, VV;
  EPI_FIELDS(EE, EP, ES, EV, PE, PP, PS, PV, SE, SP, SS, SV, VE, VP, VS, VV)
};

template <class Real>
constexpr Rates<Real> rates_of(const PerType<Real>& named) {
  return {named.E, named.P, named.S, named.V};
}
template <class Real>
constexpr std::array<Rates<Real>, 4> rows_of(const Weights<Real>& w) {
  return {{{w.EE, w.EP, w.ES, w.EV},
           {w.PE, w.PP, w.PS, w.PV},
           {w.SE, w.SP, w.SS, w.SV},
           {w.VE, w.VP, w.VS, w.VV}}};
}

struct V1 {
  template <class Real>
  struct Parameters {
    PerType<Real> dh;  // differential input
    Weights<Real> W;
    EPI_FIELDS(dh, W)
  };
  template <class Real>
  struct Statistics {
    PerType<Real> dx, x;
    EPI_FIELDS(dx, x)
  };
  /// The circuit twice, with and without the differential input, so that their difference has exact
  /// derivatives also by weights, which move both.
  template <class Real>
  struct State {
    Rates<Real> driven, baseline;
    EPI_FIELDS(driven, baseline)
  };
  template <class Real>
  struct Observables {
    std::array<Rates<Real>, 4> response;  // dx/dh, [of][by]
    EPI_FIELDS(response)
  };
  template <class Real>
  struct Constants {
    constant_t<Real> rate, b;
    EPI_FIELDS(rate, b)
  };
  struct Settings {
    double tau = kDefaultTau;
    double dt = kDefaultDt;
    std::int64_t steps = kDefaultSteps;
    double x0 = kDefaultStartRate;
    double b = kDefaultBaselineInput;
  };
  using Integrator = RungeKutta4;
  Settings settings;

  static void declare(Declaration<V1>& d);

  TimeGrid grid() const { return {settings.dt, settings.steps}; }
  Constants<double> constants() const { return {1.0 / settings.tau, settings.b}; }

  template <class Real>
  State<Real> initial(const Parameters<Real>&) const {
    State<Real> start{};
    for_each_leaf(start, [this](Real& rate) { rate = Real(settings.x0); });
    return start;
  }

  /// Equation 1 for one type: dx/dt from its rate, the rates that reach it through `weights`, and its input.
  template <class Real>
  static constexpr Real slope(const Real& x, const Rates<Real>& rates, const Rates<Real>& weights,
                              const Real& input, const constant_t<Real>& rate) {
    const Real u = (weights[0] * rates[0] + weights[1] * rates[1]) +
                   (weights[2] * rates[2] + weights[3] * rates[3]) + input;
    const Real free = rate * (square(relu(u)) - x);
    return max(min(free, Real(kMostSlope)), Real(-kMostSlope));
  }

  template <class Real>
  static constexpr State<Real> rhs(const State<Real>& s, const Parameters<Real>& z,
                                   const Constants<Real>& c) {
    const std::array<Rates<Real>, 4> w = rows_of(z.W);
    const Rates<Real> dh = rates_of(z.dh);
    State<Real> change{};
    for (std::size_t i = 0; i < 4; ++i) {
      change.driven[i] = slope(s.driven[i], s.driven, w[i], Real(c.b + dh[i]), c.rate);
      change.baseline[i] = slope(s.baseline[i], s.baseline, w[i], Real(c.b), c.rate);
    }
    return change;
  }

  /// Equations 3 and 4; a circuit that ran away at any time is no steady state and marked.
  template <class Real>
  Statistics<Real> statistics(const Trajectory<State<Real>>& x, const Parameters<Real>&, Rows& rows) const {
    constexpr int units = leaf_count<State<double>>();
    auto highest = value_of(x.at(0, 0));
    for (std::int64_t k = 0; k < x.size(); ++k) {
      for (int unit = 0; unit < units; ++unit) highest = max(highest, abs(value_of(x.at(k, unit))));
    }
    rows.fail(highest > decltype(highest)(kRunawayRate), EPI_ROW_DIVERGED);
    const State<Real> last = x.back();
    Rates<Real> dx{};
    for (std::size_t i = 0; i < 4; ++i) dx[i] = last.driven[i] - last.baseline[i];
    Statistics<Real> out{};
    read_leaves(out.dx, dx.data());
    read_leaves(out.x, last.driven.data());
    return out;
  }

  /// Equation 5 at the rates that the statistics hold.
  Observables<double> observables(const Parameters<double>& z, const Statistics<double>& x) const {
    Rates<double> h = rates_of(z.dh);
    for (double& input : h) input += settings.b;
    return {linear_response(rows_of(z.W), rates_of(x.x), h)};
  }
};

// How a response is inferred (README.md, "What we find"): the answer is a sheet in four dimensions on which
// the input to the type itself is a function of the three others, a thousandth of the support thick.

/// The search finds all of a sheet ten times thicker, the fit bends q onto it, and the targets then narrow.
std::string by_narrowing(const std::string& statistic) {
  return R"(
    "initialization": {"search": {"samples": 2000000, "tolerance": {)" +
         statistic + ": " + to_text(10.0 * kPropertyStd) + R"(}, "fit_iterations": 6000}},
    "model": {"settings": {"precision": "float32"}},
    "optimizer": {"learning_rate": 0.005, "final_learning_rate": 2e-5, "learning_rate_decay": "geometric",
                  "warmup": 20, "iterations": 400, "batch": 500, "tail_average": 0.5,
                  "anneal": {"from": 10, "epochs": 8}, "entropy_gradient": "path", "gradient_clip": 10,
                  "initial_eta": "gaussian", "c0": 0.01, "c_max": 0.01,
                  "epochs": 17, "eta_update": "reweighting"},
    "polish": {"epochs": 40, "batch": 4000, "random_samples": 1000000},
    "convergence": {"samples": 20000},
    "certificate": {"random_samples": 1000000})";
}

/// The property "dx of this type is `mean`" as a fragment of a run configuration. The type's own input comes
/// last, so that the last coupling of the flow changes it, given the others.
std::string response_property(char type, double mean) {
  std::string free;
  for (const char other : kTypes)
    if (other != type) free += std::string("\"dh_") + other + "\", ";
  free += std::string("\"dh_") + type + "\"";
  const std::string statistic = std::string("\"dx_") + type + "\"";
  return std::string("{\"emergent_property\": {\"name\": \"") + type + " responds by " + to_text(mean) +
         "\", \"constraints\": [{\"statistic\": " + statistic + ", \"mean\": " + to_text(mean) +
         ", \"std\": " + to_text(kPropertyStd) + "}]}, \"parameters\": {\"free\": [" + free + "]}," +
         by_narrowing(statistic) + "}";
}

void declare_parameters(Declaration<V1>& d) {
  for (const char type : kTypes) {
    const std::string name(1, type);
    d.parameter("dh_" + name)
        .label("dh_" + name)
        .support(-kMostInput, kMostInput)
        .describe("differential input to " + name);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      const bool excitatory = j == 0;
      d.parameter(std::string("W_") + kTypes[i] + kTypes[j])
          .support(excitatory ? 0.0 : -kMostWeight, excitatory ? kMostWeight : 0.0)
          .default_value(kWeights[i][j])
          .describe(std::string("weight from ") + kTypes[j] + " to " + kTypes[i]);
    }
  }
}

void V1::declare(Declaration<V1>& d) {
  d.id("v1").version("1.0.0").title("Four neuron types of primary visual cortex");
  d.summary(
      "Rates of pyramidal cells and of three types of interneurons with a supralinear response; how do "
      "inputs to "
      "the types change the rates?");
  d.citation(
      "Bittner, Palmigiano, Piet, Duan, Brody, Miller, Cunningham (2021), eLife 10:e56265; weights after "
      "Billeh et "
      "al. (2020), Neuron 106, 388-403");
  declare_parameters(d);
  for (const char type : kTypes) {
    const std::string name(1, type);
    d.statistic("dx_" + name)
        .typical_scale(0.1)
        .describe("change of the rate of " + name + " by the differential input");
  }
  for (const char type : kTypes) {
    const std::string name(1, type);
    d.statistic("x_" + name)
        .range(0.0, kInfinity)
        .typical_scale(1.0)
        .describe("rate of " + name + " at the end");
  }
  for (const char* run : {"driven", "baseline"}) {
    for (const char type : kTypes) {
      d.channel(std::string(run) + "_" + type).describe(std::string("rate of ") + type);
    }
  }
  for (const char of : kTypes) {
    for (const char by : kTypes) {
      d.observable(std::string("response_") + of + by)
          .describe(std::string("derivative of the steady rate of ") + of + " by the input to " + by);
    }
  }
  d.setting("tau", &Settings::tau).unit("s").above(0.0).describe("time constant of all types");
  d.setting("dt", &Settings::dt).unit("s").above(0.0).describe("integration step");
  d.setting("steps", &Settings::steps).at_least(1).at_most(1e6).describe("integration steps");
  d.setting("x0", &Settings::x0).at_least(0.0).describe("rate of all types at the start");
  d.setting("b", &Settings::b).at_least(0.0).describe("baseline input to all types");
  for (const char type : kTypes) {
    for (const double mean : kPropertyMeans) {
      d.property(std::string(1, type) + "_" + to_text(mean),
                 std::string("Rate of ") + type + " raised by " + to_text(mean),
                 response_property(type, mean));
    }
  }
  // Without differential input nothing changes; the rates are those of B21's circuit at rest.
  SelftestRow rest{std::vector<double>(4, 0.0),
                   {0.0, 0.0, 0.0, 0.0, 0.6217117931, 0.5591261822, 1.0424464138, 0.3815382083}};
  for (const auto& row : kWeights) rest.z.insert(rest.z.end(), row.begin(), row.end());
  d.selftest(rest);
}

}  // namespace

EPI_EXPORT_MODULE("epi.v1", "1.0.0", "MIT", V1);
