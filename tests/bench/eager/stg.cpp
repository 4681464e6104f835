#include "stg.h"

#include <cmath>
#include <vector>

namespace epi::bench {
namespace {

constexpr double kTimeStep = 0.025;  // s
constexpr int kSteps = 200;
constexpr double kCapacitance = 1e-9;                                                            // F
constexpr double kLeakReversal = -0.040, kCalciumReversal = 0.100, kPotassiumReversal = -0.080;  // V
constexpr double kHReversal = -0.020, kSynapticReversal = -0.075;                                // V
constexpr double kLeak = 1e-10;                                                                  // S
constexpr double kV1 = 0.0, kV2 = 0.020, kV3 = 0.0, kV4 = 0.015, kV5 = 0.0783;                   // V
constexpr double kV6 = 0.0105, kV7 = -0.0422, kV8 = 0.0873, kV9 = 0.005, kThreshold = -0.025;    // V
constexpr double kPhiN = 2.0;                                                                    // 1/s
constexpr double kSynB = 5e-9;                                                                   // S
constexpr double kNanoSiemens = 1e-9;

constexpr int kWindow = 20, kFrequencies = 100;
constexpr double kFrequencyStep = 0.01;  // Hz
constexpr double kSharpness = 100.0;     // beta

}  // namespace

EagerStg::EagerStg(torch::ScalarType type) {
  const auto vector = [&](std::vector<double> values) {
    return torch::tensor(values, torch::kFloat64).to(type);
  };
  calcium_ = vector({1.9e-8, 1.9e-8, 1.7e-8, 0.85e-8, 0.85e-8});
  potassium_ = vector({3.9e-8, 3.9e-8, 1.9e-8, 1.5e-8, 1.5e-8});
  hyperpolarization_ = vector({2.5e-8, 2.5e-8, 0.8e-8, 1.0e-8, 1.0e-8});
  start_v_ = vector({-0.04169771, -0.04319491, 0.00883992, -0.06879824, 0.03048103});
  start_n_ = vector({0.00151316, 0.19784773, 0.56514935, 0.12214069, 0.35290397});
  start_h_ = vector({0.08614699, 0.04938177, 0.05568701, 0.07007949, 0.05790969});
  // Row: from; column: to. Neurons f1, f2, hub, s1, s2.
  coupling_ = vector({0, 0,  0,  0, 0,   //
                      0, 1,  -1, 0, 0,   //
                      0, -1, 2,  0, -1,  //
                      0, 0,  0,  0, 0,   //
                      0, 0,  -1, 0, 1})
                  .reshape({5, 5});
  inputs_a_ = vector({0, 0, 1, 0, 0,  // f1 and s1 inhibit the hub
                      0, 0, 0, 0, 0,  //
                      0, 0, 0, 0, 0,  //
                      0, 0, 1, 0, 0,  //
                      0, 0, 0, 0, 0})
                  .reshape({5, 5});
  inputs_b_ = vector({0, 1, 0, 0, 0,  // the two of a half-centre inhibit each other
                      1, 0, 0, 0, 0,  //
                      0, 0, 0, 0, 0,  //
                      0, 0, 0, 0, 1,  //
                      0, 0, 0, 1, 0})
                  .reshape({5, 5});
  const auto time = torch::arange(kSteps + 2 - kWindow, torch::kFloat64) * kTimeStep;
  // 0 Hz is left out: without its mean the signal has no power there, and the logarithm of that has no
  // derivative.
  const auto frequency = torch::arange(1, kFrequencies + 1, torch::kFloat64) * kFrequencyStep;
  const auto phase = 2.0 * M_PI * torch::outer(time, frequency);
  frequency_ = frequency.to(type);
  cosine_ = phase.cos().to(type);
  sine_ = phase.sin().to(type);
}

// From voltages [n, 5, time] to weights of the frequencies [n, 5, F].
torch::Tensor EagerStg::spectrum_weights(const torch::Tensor& voltages) const {
  const auto smooth = torch::avg_pool1d(voltages.clamp_min(0.0), kWindow, 1);
  const auto y = smooth - smooth.mean(-1, true);
  const auto power = y.matmul(cosine_).square() + y.matmul(sine_).square();
  return torch::softmax(0.5 * kSharpness * power.log(), -1);
}

torch::Tensor EagerStg::frequencies(const torch::Tensor& z) const {
  const auto g_el = z.slice(1, 0, 1) * kNanoSiemens, g_syn_a = z.slice(1, 1, 2) * kNanoSiemens;
  const auto synapses_b = inputs_b_ * kSynB;
  auto v = start_v_.expand({z.size(0), 5}), n = start_n_.expand({z.size(0), 5}),
       h = start_h_.expand({z.size(0), 5});
  std::vector<torch::Tensor> voltages = {v};
  for (int step = 0; step < kSteps; ++step) {
    // (1 + tanh x) / 2 is the logistic function of 2x: two operations less.
    const auto m_inf = torch::sigmoid((v - kV1) * (2.0 / kV2));
    const auto n_inf = torch::sigmoid((v - kV3) * (2.0 / kV4));
    const auto h_inf = torch::sigmoid((v + kV5) / -kV6);
    const auto s_inf = torch::sigmoid((v - kThreshold) / kV9);
    const auto rate_n = kPhiN * torch::cosh((v - kV3) / (2.0 * kV4));
    const auto tau_h = 0.272 + 1.499 * torch::sigmoid((v - kV7) / kV8);
    const auto synaptic = g_syn_a * s_inf.matmul(inputs_a_) + s_inf.matmul(synapses_b);
    const auto current = kLeak * (v - kLeakReversal) + calcium_ * m_inf * (v - kCalciumReversal) +
                         potassium_ * n * (v - kPotassiumReversal) +
                         hyperpolarization_ * h * (v - kHReversal) + g_el * v.matmul(coupling_) +
                         synaptic * (v - kSynapticReversal);
    const auto v_next = v - (kTimeStep / kCapacitance) * current;
    n = n + kTimeStep * rate_n * (n_inf - n);
    h = h + kTimeStep * (h_inf - h) / tau_h;
    v = v_next;
    voltages.push_back(v);
  }
  return spectrum_weights(torch::stack(voltages, -1)).matmul(frequency_);
}

}  // namespace epi::bench
