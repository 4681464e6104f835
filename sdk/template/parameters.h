#pragma once

// Every constant of the model: value, unit, source. WC72 is Wilson and Cowan (1972), Biophys. J. 12, 1-24.

namespace wilson_cowan {

inline constexpr double kGainE = 1.3;       // slope of the excitatory response, 1; WC72, legend of figure 11
inline constexpr double kThresholdE = 4.0;  // its threshold, 1; WC72, legend of figure 11
inline constexpr double kGainI = 2.0;       // slope of the inhibitory response, 1; WC72, legend of figure 11
inline constexpr double kThresholdI = 3.7;  // its threshold, 1; WC72, legend of figure 11

inline constexpr double kDefaultEE = 16.0;     // weight from E to E, 1; WC72, legend of figure 11 (c1)
inline constexpr double kDefaultEI = 12.0;     // weight from I to E, 1; WC72, legend of figure 11 (c2)
inline constexpr double kDefaultIE = 15.0;     // weight from E to I, 1; WC72, legend of figure 11 (c3)
inline constexpr double kDefaultII = 3.0;      // weight from I to I, 1; WC72, legend of figure 11 (c4)
inline constexpr double kDefaultDrive = 1.25;  // input to E, 1; WC72, legend of figure 11 (P)

inline constexpr double kDefaultTau = 0.01;   // time constant of both populations, s; choice of this template
inline constexpr double kDefaultDt = 0.0005;  // integration step, s; choice: tau/20
inline constexpr int kDefaultSteps = 400;     // integration steps, 1; choice: 0.2 s
inline constexpr double kStartRate = 0.1;     // rate of both populations at t = 0, 1; choice of this template

}  // namespace wilson_cowan
