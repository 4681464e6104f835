#pragma once

#include "scalar.hpp"

// Functions that are compositions of the primitives, written once for every scalar: the compositions are what
// differentiates and vectorises them. Each keeps its digits and its derivative over the whole line.

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

template <class Real>
using RequireScalar = std::enable_if_t<IsScalar<Real>::value, Real>;
template <class Real>
using RequireComposed = std::enable_if_t<IsScalar<Real>::value && !std::is_same_v<Real, double>, Real>;

template <class Real>
constexpr RequireScalar<Real> square(const Real& x) {
  return x * x;
}

template <class Real>
constexpr RequireComposed<Real> cosh(const Real& x) {
  const Real e = exp(x);
  return 0.5 * (e + 1.0 / e);
}

/// Hyperbolic sine; absolute error of order 1e-16 near zero (use it where relative accuracy there is not
/// needed).
template <class Real>
constexpr RequireComposed<Real> sinh(const Real& x) {
  const Real e = exp(x);
  return 0.5 * (e - 1.0 / e);
}

/// Rectification, max(x, 0); its derivative at 0 is 0.
template <class Real>
constexpr RequireScalar<Real> relu(const Real& x) {
  return max(x, Real(0.0));
}

/// log(1 + exp(x)).
template <class Real>
constexpr RequireScalar<Real> softplus(const Real& x) {
  const Real size = abs(x);
  return 0.5 * (x + size) + log1p(exp(-size));
}

/// log(cosh(x)), the antiderivative of tanh.
template <class Real>
constexpr RequireScalar<Real> log_cosh(const Real& x) {
  const Real size = abs(x);
  return size + log1p(exp(-2.0 * size)) - 0.69314718055994530942;  // ln 2
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
