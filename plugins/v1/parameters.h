#pragma once

#include <array>
#include <cstdint>

// Every constant of the model: value, unit, source. B21 is Bittner et al. (2021), eLife 10:e56265, Methods;
// B20 is Billeh et al. (2020), Neuron 106, 388-403, from which B21 takes connection probabilities and
// synaptic strengths.

namespace v1 {

inline constexpr std::array<char, 4> kTypes{'E', 'P', 'S',
                                            'V'};  // pyramidal cells; parvalbumin, somatostatin and
                                                   // VIP expressing interneurons

/// Weight of the input to the type of the row from the type of the column, 1: connection probability times
/// synaptic strength of B20, negative from inhibitory types; 0 where B21 drops what the literature finds
/// weak.
inline constexpr std::array<std::array<double, 4>, 4> kWeights{{{0.0576, -0.19728, -0.13144, 0.0},
                                                                {0.58855, -0.30668, -0.4285, 0.0},
                                                                {0.15652, 0.0, 0.0, -0.2},
                                                                {0.13755, -0.0902, -0.4004, 0.0}}};
inline constexpr double kMostWeight =
    2.0;  // support of a freed weight, 1; choice: above the strongest synapse of B20

inline constexpr double kMostInput = 5.0;  // support of the differential inputs, 1; B21

inline constexpr double kDefaultTau = 0.020;  // time constant of all types, s; B21
inline constexpr double kDefaultDt = 0.005;   // integration step, s; B21
inline constexpr std::int64_t kDefaultSteps =
    99;  // integration steps, 1; B21: 100 time points, the start included
inline constexpr double kDefaultStartRate = 1.0;  // rate of all types at t = 0, 1; mean of the start of B21
inline constexpr double kDefaultBaselineInput = 1.0;  // input b to all types, 1; B21

inline constexpr double kMostSlope = 1e30;    // bound of |dx/dt|, 1/s; B21: keeps a runaway circuit finite
inline constexpr double kRunawayRate = 1e6;   // a rate beyond has run away, 1; choice: on the support, at the
                                              // default weights, no rate exceeds 60
inline constexpr double kPropertyStd = 0.01;  // standard deviation of dx in the properties, 1; B21
inline constexpr std::array<double, 2> kPropertyMeans{0.1, 0.5};  // dx of the properties, 1; B21

}  // namespace v1
