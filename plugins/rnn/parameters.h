#pragma once

#include <cstdint>

// Every constant of the models: value, unit, source. All quantities are dimensionless; time is in units of
// the neurons' time constant. B21 is Bittner et al. (2021), eLife 10:e56265, Methods; MO18 is Mastrogiuseppe
// and Ostojic (2018), Neuron 99, 609-623.

namespace rnn {

inline constexpr double kMostGain = 5.0;  // support of g, [0, 5], 1; B21
inline constexpr double kMostMean = 5.0;  // support of means of connectivity vectors, [-5, 5], 1; B21

// Where the solution of the mean-field equations starts; Delta_0 and Delta_inf are variances of the input, 1;
// B21.
inline constexpr double kStartDelta0 = 5.0;
inline constexpr double kStartDeltaInf = 4.0;

// The damped iteration clips its four numbers, so that no row runs away; 1; the program of B21.
inline constexpr double kMostOverlap = 150.0;   // |kappa|
inline constexpr double kMostVariance = 150.0;  // (Delta_0^2 - Delta_inf^2)/2 and Delta_inf

namespace posterior {
inline constexpr double kStart = 5.0;        // kappa_r and kappa_n, 1; B21
inline constexpr double kObservation = 2.0;  // y, the input's strength along r, 1; B21
inline constexpr double kDefaultGain = 1.5, kDefaultMeanM = 1.0, kDefaultMeanN = 1.0;  // 1; choice
inline constexpr double kStep = 0.2;                                                   // damping, 1; B21
inline constexpr std::int64_t kIterations = 300;                                       // 1; choice
// The posterior of a Gaussian prior N(4, 1) and a likelihood of variance 1 at y = 2: mean 3, variance 1/2;
// B21.
inline constexpr double kMean = 3.0, kVariance = 0.5;
inline constexpr double kPropertyStd = 0.31622776601683794;  // sqrt(0.1), 1; B21
// The finite network of a trajectory; its time constant is 1 s.
inline constexpr std::int64_t kNetworkSize = 2000;  // neurons; B21
inline constexpr double kMostNeurons = 10000.0;     // choice: a matrix of 400 MB
inline constexpr double kNetworkStep = 0.1;   // longest Euler step, s; choice: a tenth of the time constant
inline constexpr double kDuration = 100.0;    // s; choice
inline constexpr std::int64_t kPoints = 501;  // time points; choice
}  // namespace posterior

namespace detection {
inline constexpr double kStart = -5.0;                 // kappa and kappa_n, 1; B21
inline constexpr double kWeak = 0.25, kStrong = 0.75;  // overlap of input and n, 1; B21
inline constexpr double kLeastSpread = 0.1,
                        kMostSpread = 5.0;  // support of S_m and S_n, 1; choice: S_n divides
inline constexpr double kDefaultGain = 0.8, kDefaultMean = 0.0, kDefaultSpread = 1.0;  // choice
inline constexpr double kStep = 0.8;                                                   // damping, 1; B21
inline constexpr std::int64_t kIterations = 25;                                        // 1; B21
inline constexpr double kMean = 0.6, kPropertyStd = 0.1;  // detection_gap, 1; B21
}  // namespace detection

namespace context {
inline constexpr double kStart = -5.0;        // kappa_1 and kappa_2, 1; B21
inline constexpr double kDefaultGain = 0.8;   // g, 1; MO18, figure 7
inline constexpr double kDefaultLow = -0.14;  // input of the context that is off, 1; MO18, figure 7
inline constexpr double kDefaultHigh = 0.08;  // input of the context that is on, 1; MO18, figure 7
inline constexpr double kInputSpread = 1.2;  // standard deviation of the stimuli's vectors, 1; MO18, figure 7
inline constexpr double kReadoutSpread = 1.2;  // that of the readout, 1; MO18, figure 7
inline constexpr double kDefaultRhoM = 1.6, kDefaultRhoN = 3.0, kDefaultBetaM = 1.0,
                        kDefaultBetaN = 0.5;               // choice
inline constexpr double kStep = 0.2;                       // damping, 1; B21
inline constexpr std::int64_t kIterations = 200;           // 1; B21
inline constexpr double kMean = 0.3, kPropertyStd = 0.01;  // context_gap, 1; B21
}  // namespace context

// B19 is Bittner et al. (2019), bioRxiv 837567, its study of scaling.
namespace amplification {
inline constexpr double kMostEntry = 1.0;        // support of the entries of U and V, [-1, 1], 1; B19
inline constexpr double kNoise = 0.01;           // g, 1; B19
inline constexpr std::int64_t kFewestUnits = 2;  // N; B19
inline constexpr double kMostUnits = 250.0;      // N; B19
inline constexpr int kMostDense =
    20;  // up to so many units eigenvalues are those of the whole matrix; choice
inline constexpr double kMean = 0.5, kMeanSymmetric = 1.5, kPropertyStd = 0.25;  // 1; B19
}  // namespace amplification

}  // namespace rnn
