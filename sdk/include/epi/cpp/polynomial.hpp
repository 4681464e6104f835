#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "register_math.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {
namespace detail {

template <std::size_t First, std::size_t Step, class X, class T, std::size_t N>
EPI_INLINE X polynomial_part(const X* powers, const std::array<T, N>& c) {
  constexpr std::size_t terms = (N - First + Step - 1) / Step;
  if constexpr (terms == 1) {
    return X(c[First]);
  } else {
    // Even and odd terms apart (Estrin), so that half of the work does not wait for the other half.
    const X even = polynomial_part<First, 2 * Step>(powers + 1, c);
    const X odd = polynomial_part<First + Step, 2 * Step>(powers + 1, c);
    return multiply_add(powers[0], odd, even);
  }
}

/// c[0] + c[1] x + c[2] x^2 + ...
template <class X, class T, std::size_t N>
EPI_INLINE X polynomial(const X& x, const std::array<T, N>& c) {
  static_assert(N >= 2 && N <= 16, "four squarings reach sixteen terms");
  const X x2 = x * x, x4 = x2 * x2, x8 = x4 * x4;
  const X powers[4] = {x, x2, x4, x8};
  return polynomial_part<0, 1>(powers, c);
}

/// 1/(first!), 1/((first + step)!), ... with sign^k: Taylor coefficients of exp, sin and cos.
template <class T, std::size_t N>
constexpr std::array<T, N> inverse_factorials(int first, int step, int sign) {
  std::array<T, N> c{};
  double factor = 1.0;
  for (int i = 2; i <= first; ++i) factor /= i;
  double alternate = 1.0;
  for (std::size_t k = 0; k < N; ++k) {
    c[k] = static_cast<T>(alternate * factor);
    for (int i = 1; i <= step; ++i) factor /= first + static_cast<int>(k) * step + i;
    alternate *= sign;
  }
  return c;
}

/// 1/first, 1/(first + 2), ...: the series of artanh.
template <class T, std::size_t N>
constexpr std::array<T, N> inverse_odds(int first) {
  std::array<T, N> c{};
  for (std::size_t k = 0; k < N; ++k) c[k] = static_cast<T>(1.0 / (first + 2 * static_cast<int>(k)));
  return c;
}

}  // namespace detail
}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
