#pragma once

#include "flow/fused/kernels/lanes.h"

// The standard normal distribution in both precisions, for the map onto an interval.

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// Phi(-a)/phi(a) (a + 5) for a >= 0, Mills' ratio without its decay, as a polynomial of (a - 5)/(a + 5),
/// interpolated at its Chebyshev nodes. Relative error 1e-15 and 3e-7.
template <class T>
struct MillsRatio;
template <>
struct MillsRatio<double> {
  static constexpr double kSeries[] = {
      1.9280810471531578,     -1.6678665951889888,   1.2415470615739104,      -0.7859110755444265,
      0.4136447157294455,     -0.17325473413322579,  0.052125502482600936,    -0.007503282358809736,
      -0.001999962677058995,  0.0013658565999337816, -0.00014882918529688415, -0.0001247270507920554,
      4.180171633069977e-05,  9.956429010606643e-06, -6.9179805616112204e-06, -8.10888036367098e-07,
      1.0573006226025633e-06, 7.476919614349497e-08, -1.4573727205857554e-07, -5.9226128658589914e-09,
      1.2912874213654849e-08};
};
template <>
struct MillsRatio<float> {
  static constexpr float kSeries[] = {1.9280809f,    -1.6678668f,  1.2415537f,  -0.785901f,
                                      0.4135892f,    -0.17333582f, 0.05229561f, -0.0072720232f,
                                      -0.002234024f, 0.0010905041f};
};

/// exp(-u^2/2) / sqrt(2 pi)
template <class T>
EPI_INLINE Lot<T> normal_density(const Lot<T>& u) {
  return Lot<T>(T(0.39894228040143267794)) * exp(Lot<T>(T(-0.5)) * u * u);
}

/// Phi(-a) / phi(a) for a >= 0.
template <class T>
EPI_INLINE Lot<T> normal_tail_ratio(const Lot<T>& a) {
  using L = Lot<T>;
  constexpr int degree = sizeof(MillsRatio<T>::kSeries) / sizeof(T) - 1;
  const L inverse = L(1) / (a + L(5)), t = (a - L(5)) * inverse;
  L ratio(MillsRatio<T>::kSeries[degree]);
#pragma GCC unroll 32
  for (int k = degree - 1; k >= 0; --k) ratio = sdk::multiply_add(ratio, t, L(MillsRatio<T>::kSeries[k]));
  return ratio * inverse;
}

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
