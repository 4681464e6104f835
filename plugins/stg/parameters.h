#pragma once

#include <array>

// Every constant of the model: value, unit, source. G is Gutierrez, O'Leary, Marder (2013), Neuron 77, as given in
// Bittner et al. (2021), eLife 10:e56265, Methods. A choice is what the authors' own program does where the text
// leaves it open. Neurons in order f1, f2, hub, s1, s2.

namespace stg {

inline constexpr int kNeurons = 5;

inline constexpr double kCapacitance = 1e-9;  // C_m, F; G
inline constexpr double kLeakPotential = -0.040, kCalciumPotential = 0.100, kPotassiumPotential = -0.080,
                        kHPotential = -0.020, kSynapsePotential = -0.075;  // V; G
inline constexpr double kV1 = 0.0, kV2 = 0.020;         // calcium activation: centre and width, V; G
inline constexpr double kV3 = 0.0, kV4 = 0.015;         // potassium activation: centre and width, V; G
inline constexpr double kV5 = 0.0783, kV6 = 0.0105;     // h activation: minus the centre, and the width, V; G
inline constexpr double kV7 = -0.0422, kV8 = 0.0873;    // time constant of h: centre and width, V; G
inline constexpr double kV9 = 0.005, kVth = -0.025;     // synapse: width and threshold, V; G
inline constexpr double kPhiN = 2.0;                    // rate of potassium activation, 1/s; G
inline constexpr double kTauH0 = 0.272, kTauH1 = 1.499;  // time constant of h: least value and range, s; G

inline constexpr double kLeak = 1e-10;                                                       // S; G
inline constexpr std::array<double, kNeurons> kCalcium{1.9e-8, 1.9e-8, 1.7e-8, 8.5e-9, 8.5e-9};   // S; G
inline constexpr std::array<double, kNeurons> kPotassium{3.9e-8, 3.9e-8, 1.9e-8, 1.5e-8, 1.5e-8};  // S; G
inline constexpr std::array<double, kNeurons> kH{2.5e-8, 2.5e-8, 8e-9, 1e-8, 1e-8};                // S; G

inline constexpr double kNanosiemens = 1e-9;  // S per nS: the unit of the three parameters
inline constexpr double kDefaultGap = 6.0;    // g_el, nS; choice: middle of the support
inline constexpr double kDefaultSynapseA = 2.0;  // g_synA, nS; choice: middle of the support
inline constexpr double kDefaultSynapseB = 5.0;  // g_synB, nS; Bittner et al.

inline constexpr double kDt = 0.025;      // Euler step, s; Bittner et al.
inline constexpr int kSteps = 200;        // steps: 5 s, 1; Bittner et al.
inline constexpr int kWindow = 20;        // samples of the moving average before the filter bank, 1; Bittner et al.
inline constexpr double kBankStep = 0.01;  // distance of the bank's frequencies, Hz; Bittner et al.
inline constexpr int kBankCount = 101;     // 0 .. 1 Hz, 1; Bittner et al.
inline constexpr int kSharpness = 100;     // exponent of the amplitudes, 1; Bittner et al.

inline constexpr std::array<double, kNeurons> kStartV{-.04169771, -.04319491, .00883992, -.06879824,
                                                      .03048103};  // V; choice
inline constexpr std::array<double, kNeurons> kStartN{.00151316, .19784773, .56514935, .12214069,
                                                      .35290397};  // 1; choice
inline constexpr std::array<double, kNeurons> kStartH{.08614699, .04938177, .05568701, .07007949,
                                                      .05790969};  // 1; choice

}  // namespace stg
