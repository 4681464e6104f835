#pragma once

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "pack_math.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// What an author's template sees as `Real`, and two companions of it. `constant`: settings and other numbers
/// that are the same in all rows. `passive`: numbers that differ between rows but are not differentiated,
/// e.g. noise.
template <class Real>
struct ScalarTraits;

template <>
struct ScalarTraits<double> {
  using constant = double;
  using passive = double;
};
template <class T, int N>
struct ScalarTraits<Pack<T, N>> {
  using constant = double;
  using passive = Pack<T, N>;
};

template <class Real>
using constant_t = typename ScalarTraits<Real>::constant;
template <class Real>
using passive_t = typename ScalarTraits<Real>::passive;

/// The value without derivatives: a double, a pack.
inline double value_of(double x) {
  return x;
}
template <class T, int N>
EPI_INLINE Pack<T, N> value_of(const Pack<T, N>& x) {
  return x;
}

// The reference arithmetic: plain doubles, libm functions.
using std::abs;
using std::cos;
using std::cosh;
using std::exp;
using std::log;
using std::log1p;
using std::sin;
using std::sinh;
using std::sqrt;
using std::tanh;
inline double max(double a, double b) {
  return a > b ? a : b;
}
inline double min(double a, double b) {
  return a < b ? a : b;
}
inline double select(bool condition, double a, double b) {
  return condition ? a : b;
}
/// The logistic function 1/(1 + exp(-x)).
inline double sigmoid(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}
inline double positive_sqrt(double x) {
  return std::sqrt(x < 0 ? 0 : x);
}

template <class T>
struct IsScalar : std::is_same<T, double> {};
template <class T, int N>
struct IsScalar<Pack<T, N>> : std::true_type {};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
