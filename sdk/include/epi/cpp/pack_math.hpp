#pragma once

#include <limits>

#include "lockstep.hpp"

// Elementary functions of packs in plain polynomial code: the same bits in every lane of every pack, errors
// of a few units in the last place against libm (tests/sdk/pack_math_test.cpp states the bounds), special
// values as in C.

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

template <class T, int N>
EPI_INLINE Pack<T, N> abs(const Pack<T, N>& a) {
  return per_register(
      [](auto x) {
        using P = decltype(x);
        using Unsigned = detail::UnsignedVector<T, P::kWidth>;
        x.v = (detail::FloatVector<T, P::kWidth>)(((Unsigned)x.v << 1) >> 1);
        return x;
      },
      a);
}

template <class T, int N>
EPI_INLINE Pack<T, N> log(const Pack<T, N>& a) {
  return per_register(
      [](auto x) {
        using P = decltype(x);
        using F = detail::Floating<T>;
        using Unsigned = detail::UnsignedVector<T, P::kWidth>;
        using Float = detail::FloatVector<T, P::kWidth>;
        using U = detail::UnsignedOf<T>;
        const auto small = x < P(std::numeric_limits<T>::min());
        const P scaled = select(small, x * F::subnormal_scale, x);
        // Bring the mantissa into [sqrt(1/2), sqrt(2)); k is the exponent plus its bias.
        constexpr U bias = static_cast<U>(F::exponent_bias) << F::mantissa_bits;
        const Unsigned bits = (Unsigned)scaled.v;
        const Unsigned k = (bits - static_cast<U>(F::sqrt_half_bits) + bias) >> F::mantissa_bits;
        P m, e;
        m.v = (Float)(bits - (k << F::mantissa_bits) + bias);
        constexpr U round_bits = sizeof(T) == 8 ? static_cast<U>(0x4338000000000000) : U{0x4b400000};
        e.v = (Float)(k + round_bits) - F::round;  // to floating point by adding 1.5 * 2^m
        e = e - select(small, P(F::exponent_bias + F::subnormal_exponent), P(F::exponent_bias));
        // log m = 2 artanh((m - 1)/(m + 1)).
        const P s = (m - T(1)) / (m + T(1)), z = s * s;
        const P tail = multiply_add(s + s, z * detail::polynomial(z, F::artanh_series), e * F::ln2_lo);
        const P result = multiply_add(e, P(F::ln2_hi), (s + s) + tail);
        const P infinity(std::numeric_limits<T>::infinity());
        const P outside =
            select(x <= P(0), select(x < P(0), P(std::numeric_limits<T>::quiet_NaN()), -infinity),
                   x);  // zero, negative; infinity and NaN are themselves
        return select(x > P(0) && x < infinity, result, outside);
      },
      a);
}

/// log(1 + x), accurate also for small x.
template <class T, int N>
EPI_INLINE Pack<T, N> log1p(const Pack<T, N>& x) {
  const Pack<T, N> u = Pack<T, N>(1) + x;
  const Pack<T, N> correction = (x - (u - T(1))) / u;  // what the rounding of u lost
  const Pack<T, N> infinity(std::numeric_limits<T>::infinity());
  return select(u > Pack<T, N>(0) && u < infinity, log(u) + correction, log(u));
}

/// Sine and cosine together; accurate for |x| <= 1e5, beyond that the reduction loses digits.
template <class T, int N>
EPI_INLINE void sincos(const Pack<T, N>& x, Pack<T, N>& sine, Pack<T, N>& cosine) {
  if constexpr (!Pack<T, N>::kWhole) {
    sincos(x.lo, sine.lo, cosine.lo);
    sincos(x.hi, sine.hi, cosine.hi);
  } else {
    using P = Pack<T, N>;
    using F = detail::Floating<T>;
    using Signed = detail::SignedVector<T, N>;
    const detail::NearInteger<P> n = detail::nearest_integer(x, T(0.63661977236758134308));  // 2/pi
    const P r =
        multiply_add(n.number, P(-F::half_pi_3),
                     multiply_add(n.number, P(-F::half_pi_2), multiply_add(n.number, P(-F::half_pi_1), x)));
    const P z = r * r;
    const P s = r - r * z * detail::polynomial(z, F::sin_series);
    const P c = multiply_add(z * z, detail::polynomial(z, F::cos_series), T(1) - z * T(0.5));
    const Signed quadrant = (Signed)n.shifted.v;
    Mask<T, N> swap, negative_sine, negative_cosine;
    swap.v = (quadrant & 1) != 0;
    negative_sine.v = (quadrant & 2) != 0;
    negative_cosine.v = ((quadrant + 1) & 2) != 0;
    const P a = select(swap, c, s), b = select(swap, s, c);
    sine = select(negative_sine, -a, a);
    cosine = select(negative_cosine, -b, b);
  }
}
template <class T, int N>
EPI_INLINE Pack<T, N> sin(const Pack<T, N>& x) {
  Pack<T, N> s, c;
  sincos(x, s, c);
  return s;
}
template <class T, int N>
EPI_INLINE Pack<T, N> cos(const Pack<T, N>& x) {
  Pack<T, N> s, c;
  sincos(x, s, c);
  return c;
}

/// sqrt(max(x, 0)) with derivative 0 where x <= 0: a root that may start at zero without an infinite slope
/// there.
template <class T, int N>
EPI_INLINE Pack<T, N> positive_sqrt(const Pack<T, N>& x) {
  return sqrt(select(x < Pack<T, N>(0), Pack<T, N>(0), x));
}
/// The derivative of positive_sqrt where its value is `root`.
template <class T, int N>
EPI_INLINE Pack<T, N> positive_sqrt_slope(const Pack<T, N>& root) {
  return select(root > Pack<T, N>(0), Pack<T, N>(0.5) / root, Pack<T, N>(0));
}

/// -1, 0 or 1.
template <class T, int N>
EPI_INLINE Pack<T, N> sign(const Pack<T, N>& x) {
  const Pack<T, N> zero(0);
  return select(x > zero, Pack<T, N>(1), select(x < zero, Pack<T, N>(-1), zero));
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
