#include <epi/cpp/filter_bank.hpp>
#include <epi/model.hpp>

#include "parameters.h"

// Five neurons of the stomatogastric ganglion: equations 1 to 9 of README.md.

namespace stg {

using namespace epi::sdk;

enum Neuron { f1, f2, hub, s1, s2 };

struct Stg {
  template <class Real>
  struct Parameters {
    Real g_el, g_synA, g_synB;  // nS
    EPI_FIELDS(g_el, g_synA, g_synB)
  };
  template <class Real>
  struct Statistics {
    Real frequency_f1, frequency_f2, frequency_hub, frequency_s1, frequency_s2;  // Hz
    EPI_FIELDS(frequency_f1, frequency_f2, frequency_hub, frequency_s1, frequency_s2)
  };
  template <class Real>
  struct State {
    std::array<Real, kNeurons> V;  // membrane potential, V
    std::array<Real, kNeurons> N;  // potassium activation
    std::array<Real, kNeurons> H;  // h activation
    EPI_FIELDS(V, N, H)
  };
  struct Settings {
    double dt = kDt;
    std::int64_t steps = kSteps;
  };
  using Integrator = Euler;
  Settings settings;

  static void declare(Declaration<Stg>& d);

  void prepare() {
    bank_ = FilterBank({settings.dt, settings.steps + 1, kWindow, 0.0, kBankStep, kBankCount, kSharpness});
  }
  TimeGrid grid() const { return {settings.dt, settings.steps}; }

  template <class Real>
  State<Real> initial(const Parameters<Real>&) const {
    State<Real> start{};
    for (std::size_t i = 0; i < kNeurons; ++i) {
      start.V[i] = kStartV[i];
      start.N[i] = kStartN[i];
      start.H[i] = kStartH[i];
    }
    return start;
  }

  /// Equations 1 to 8. All conductances are divided by the capacitance, so currents are in V/s.
  template <class Real>
  static constexpr State<Real> rhs(const State<Real>& at, const Parameters<Real>& z) {
    constexpr double per_capacitance = 1.0 / kCapacitance;
    const std::array<Real, kNeurons>& V = at.V;
    const Real g_el = (kNanosiemens * per_capacitance) * z.g_el,
               gA = (kNanosiemens * per_capacitance) * z.g_synA,
               gB = (kNanosiemens * per_capacitance) * z.g_synB;
    const std::array<Real, kNeurons> to_synapse{V[f1] - kSynapsePotential, V[f2] - kSynapsePotential,
                                                V[hub] - kSynapsePotential, V[s1] - kSynapsePotential,
                                                V[s2] - kSynapsePotential};
    const Real S_f1 = synapse(V[f1]), S_f2 = synapse(V[f2]), S_s1 = synapse(V[s1]), S_s2 = synapse(V[s2]);
    const Real from_f2 = g_el * (V[f2] - V[hub]), from_s2 = g_el * (V[s2] - V[hub]);
    const std::array<Real, kNeurons> coupling{
        gB * S_f2 * to_synapse[f1], from_f2 + gB * S_f1 * to_synapse[f2],
        gA * (S_f1 + S_s1) * to_synapse[hub] - (from_f2 + from_s2), gB * S_s2 * to_synapse[s1],
        from_s2 + gB * S_s1 * to_synapse[s2]};
    State<Real> slope{};
    for (std::size_t i = 0; i < kNeurons; ++i) {
      const Real M_inf = sigmoid((2.0 / kV2) * (V[i] - kV1));  // (1 + tanh(y))/2 = sigmoid(2 y)
      const Real own = (kLeak * per_capacitance) * (V[i] - kLeakPotential) +
                       (kCalcium[i] * per_capacitance) * M_inf * (V[i] - kCalciumPotential) +
                       (kPotassium[i] * per_capacitance) * at.N[i] * (V[i] - kPotassiumPotential) +
                       (kH[i] * per_capacitance) * at.H[i] * (V[i] - kHPotential);
      slope.V[i] = -(own + coupling[i]);
      slope.N[i] = potassium_rate(V[i], at.N[i]);
      slope.H[i] = h_rate(V[i], at.H[i]);
    }
    return slope;
  }

  /// Equation 9.
  template <class Real>
  Statistics<Real> statistics(const Trajectory<State<Real>>& x, const Parameters<Real>&, Rows& rows) const {
    const auto frequency = [&](Neuron i) {
      return bank_.frequency<Real>([&](std::int64_t k) -> const Real& { return x.at(k, i); }, rows);
    };
    return {frequency(f1), frequency(f2), frequency(hub), frequency(s1), frequency(s2)};
  }

 private:
  /// S_inf = 1/(1 + exp((v_th - V)/v9)).
  template <class Real>
  static constexpr Real synapse(const Real& V) {
    return sigmoid((1.0 / kV9) * (V - kVth));
  }

  /// lambda_N (N_inf - N). One exponential e = exp((V - v3)/(2 v4)) gives both: lambda_N = phi_N (e + 1/e)/2
  /// and N_inf = (1 + tanh((V - v3)/v4))/2 = e^2/(e^2 + e^-2).
  template <class Real>
  static constexpr Real potassium_rate(const Real& V, const Real& N) {
    const Real e = exp((0.5 / kV4) * (V - kV3)), inverse = 1.0 / e;
    const Real up = e * e, down = inverse * inverse;
    return (0.5 * kPhiN) * (e + inverse) * (up / (up + down) - N);
  }

  /// (H_inf - H)/tau_h with 1/tau_h over one fraction.
  template <class Real>
  static constexpr Real h_rate(const Real& V, const Real& H) {
    const Real H_inf = sigmoid((-1.0 / kV6) * (V + kV5));
    const Real d = 1.0 + exp((1.0 / kV8) * (kV7 - V));
    return (H_inf - H) * (d / (kTauH0 * d + kTauH1));
  }

  FilterBank bank_;
};

namespace {

/// How a property is inferred (README.md, "What we find"): in two dimensions random parameters show the
/// answer by themselves, and the map has cliffs, which the score sees and gradients through the simulation do
/// not.
/// @param eta_update  how the multipliers that the random parameters show change afterwards.
std::string inference(const std::string& eta_update) {
  return R"(
    "parameters": {"free": ["g_el", "g_synA"]},
    "initialization": {"search": {"samples": 500000, "select": "importance", "rounds": 3, "fit_iterations": 2000}},
    "optimizer": {"learning_rate": 0.001, "final_learning_rate": 1e-5, "learning_rate_decay": "geometric",
                  "epochs": 18, "iterations": 150, "batch": 1000, "tail_average": 0.5, "gradient_clip": 1, "gradient": "score",
                  "c0": 0.001, "c_max": 0.001, "eta_update": ")" +
         eta_update + R"("},
    "convergence": {"samples": 20000})";
}

/// q sees the whole region where the hub's frequency is near its target: its samples correct the multipliers.
constexpr const char* kCorrected = "reweighting";
/// With more frequencies much of the answer lies in filaments that q does not reach, and multipliers
/// corrected by its samples run away from those that are right. A penalty as small as c leaves them as they
/// are.
constexpr const char* kHeld = "penalty";

/// A property as a fragment of a run configuration.
/// @param frequencies  target of f1, f2, hub, s1, s2 [Hz]; 0: not constrained.
std::string frequencies_near(const char* name, const std::array<double, kNeurons>& frequencies, int steps,
                             const char* eta_update) {
  static constexpr std::array<const char*, kNeurons> neurons{"f1", "f2", "hub", "s1", "s2"};
  std::string constraints;
  for (std::size_t i = 0; i < kNeurons; ++i) {
    if (frequencies[i] == 0.0) continue;
    constraints += std::string(constraints.empty() ? "" : ", ") + R"({"statistic": "frequency_)" +
                   neurons[i] + R"(", "mean": )" + to_text(frequencies[i]) + R"(, "std": 0.025})";
  }
  return R"({"model": {"settings": {"steps": )" + std::to_string(steps) +
         R"(, "precision": "float32"}}, "emergent_property": {"name": ")" + name + R"(", "constraints": [)" +
         constraints + "]}," + inference(eta_update) + "}";
}

}  // namespace

void Stg::declare(Declaration<Stg>& d) {
  d.id("stg").version("1.0.0").title("Stomatogastric ganglion subcircuit");
  d.summary(
      "Five conductance-based neurons of the crab's stomatogastric ganglion: a fast pair and a slow pair "
      "that "
      "meet in a hub neuron through electrical and inhibitory synapses. Statistics are their frequencies.");
  d.citation(
      "Bittner, Palmigiano, Piet, Duan, Brody, Miller, Cunningham (2021), eLife 10:e56265; Gutierrez, "
      "O'Leary, "
      "Marder (2013), Neuron 77, 845-858");
  d.parameter("g_el")
      .unit("nS")
      .support(4.0, 8.0)
      .default_value(kDefaultGap)
      .describe("electrical coupling of the hub with f2 and s2");
  d.parameter("g_synA")
      .unit("nS")
      .support(0.0, 4.0)
      .default_value(kDefaultSynapseA)
      .describe("inhibitory synapses from f1 and s1 onto the hub");
  d.parameter("g_synB")
      .unit("nS")
      .support(0.0, 20.0)
      .default_value(kDefaultSynapseB)
      .describe("inhibitory synapses inside the fast and the slow pair");
  constexpr double highest = kBankStep * (kBankCount - 1);
  for (const char* neuron : {"f1", "f2", "hub", "s1", "s2"}) {
    d.statistic(std::string("frequency_") + neuron)
        .unit("Hz")
        .range(0.0, highest)
        .typical_scale(0.025)
        .describe(std::string("dominant frequency of neuron ") + neuron);
  }
  for (const char* neuron : {"f1", "f2", "hub", "s1", "s2"}) {
    d.channel(std::string("V_") + neuron).unit("V").describe(std::string("membrane potential of ") + neuron);
  }
  for (const char* neuron : {"f1", "f2", "hub", "s1", "s2"}) {
    d.channel(std::string("N_") + neuron).describe(std::string("potassium activation of ") + neuron);
  }
  for (const char* neuron : {"f1", "f2", "hub", "s1", "s2"}) {
    d.channel(std::string("H_") + neuron).describe(std::string("h activation of ") + neuron);
  }
  d.setting("dt", &Settings::dt).unit("s").above(0.0).describe("Euler step");
  d.setting("steps", &Settings::steps).at_least(2 * kWindow).at_most(1e5).describe("number of Euler steps");
  d.property(
      "network_syncing", "All five neurons at 0.53 Hz",
      frequencies_near("all five neurons near 0.53 Hz", {0.53, 0.53, 0.53, 0.53, 0.53}, kSteps, kHeld));
  d.property("hub_frequency", "The hub neuron at 0.53 Hz",
             frequencies_near("the hub neuron near 0.53 Hz", {0.0, 0.0, 0.53, 0.0, 0.0}, kSteps, kCorrected));
  d.property("fast_slow_split", "Fast neurons and hub at twice the frequency of the slow ones",
             frequencies_near("f1, f2 and hub near 0.75 Hz, s1 and s2 near 0.375 Hz",
                              {0.75, 0.75, 0.75, 0.375, 0.375}, 500, kHeld));
}

}  // namespace stg

EPI_EXPORT_MODULE("epi.stg", "1.0.0", "MIT", stg::Stg);
