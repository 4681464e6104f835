#pragma once

// Every constant of the model: value, unit, source. B is Bittner et al. (2021), eLife 10:e56265, Methods; D is
// Duan et al. (2021), Nature Communications 12, the model they analyse. A choice is what the authors' own
// program does where the text leaves it open.

namespace sc {

inline constexpr double kEpsilon = 0.05;  // threshold of the activation, 1; B, D
inline constexpr double kZeta = 0.5;      // width of the activation, 1; B, D
inline constexpr double kTau = 0.09;      // time constant of all units, s; B, D
inline constexpr double kSigma = 1.0;     // amplitude of the noise in a step, 1; choice (no square root of dt)
inline constexpr double kDt = 0.024;      // time step, s; B, D
inline constexpr int kTimePoints = 75;    // of a trial of 1.8 s, the start included, 1; B
inline constexpr int kTrials = 500;       // noise draws a parameter point, 1; B

inline constexpr int kDelayEnd = 50;        // time point (1.2 s) between rule and choice, without input; choice
inline constexpr double kRuleInput = 10.0;  // to both units of the rule, before 1.2 s, 1; B
inline constexpr double kChoiceInput = 2.0;  // to all units, after 1.2 s, 1; B
inline constexpr double kLightInput = 1.0;   // to both left units, after 1.2 s, 1; B

inline constexpr double kStartActivity = 0.1;                // x at the start, 1; choice
inline constexpr double kStartPotential = -0.5993061443340549;  // u at the start, 1; choice: zeta atanh(2 x - 1) - epsilon

}  // namespace sc
