#pragma once

#include <limits>

#include "pack.hpp"
#include "polynomial.hpp"

// Elementary functions of packs in plain polynomial code: the same bits on every processor, errors of a few
// units in the last place against libm (tests/sdk/pack_math_test.cpp states the bounds), special values as in
// C.

namespace epi::sdk {

namespace detail {

/// Constants of the arithmetic of one floating type.
template <class T>
struct Floating;

template <>
struct Floating<double> {
  static constexpr int mantissa_bits = 52;
  static constexpr std::int64_t exponent_bias = 1023;
  static constexpr double round = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to an integer
  static constexpr std::int64_t sqrt_half_bits = 0x3fe6a09e667f3bcd;
  static constexpr double overflow = 709.9, underflow = -746.0;   // exp beyond: infinity, zero
  static constexpr double tanh_one = 20.0;                        // tanh beyond: 1 to rounding
  static constexpr double subnormal_scale = 18014398509481984.0;  // 2^54
  static constexpr double subnormal_exponent = 54.0;
  // ln 2 in two parts, the first short enough that its multiples are exact (Cephes exp.c).
  static constexpr double ln2_hi = 6.93145751953125e-1, ln2_lo = 1.42860682030941723212e-6;
  // pi/2 in three parts of 33 bits (fdlibm e_rem_pio2.c).
  static constexpr double half_pi_1 = 1.57079632673412561417e+00, half_pi_2 = 6.07710050630396597660e-11,
                          half_pi_3 = 2.02226624879595063154e-21;
  static constexpr std::array<double, 12> exp_series = inverse_factorials<double, 12>(2, 1, 1);
  static constexpr std::array<double, 10> artanh_series = inverse_odds<double, 10>(3);
  static constexpr std::array<double, 8> sin_series = inverse_factorials<double, 8>(3, 2, -1);
  static constexpr std::array<double, 8> cos_series = inverse_factorials<double, 8>(4, 2, -1);
};

template <>
struct Floating<float> {
  static constexpr int mantissa_bits = 23;
  static constexpr std::int32_t exponent_bias = 127;
  static constexpr float round = 12582912.0f;  // 1.5 * 2^23
  static constexpr std::int32_t sqrt_half_bits = 0x3f3504f3;
  static constexpr float overflow = 89.0f, underflow = -104.0f;
  static constexpr float tanh_one = 9.1f;
  static constexpr float subnormal_scale = 33554432.0f;  // 2^25
  static constexpr float subnormal_exponent = 25.0f;
  static constexpr float ln2_hi = 0.693359375f, ln2_lo = -2.12194440e-4f;  // Cephes expf.c
  static constexpr float half_pi_1 = 1.5703125f, half_pi_2 = 4.837512969970703125e-4f,
                         half_pi_3 = 7.549789948768648e-8f;  // Cephes sinf.c, doubled
  static constexpr std::array<float, 6> exp_series = inverse_factorials<float, 6>(2, 1, 1);
  static constexpr std::array<float, 5> artanh_series = inverse_odds<float, 5>(3);
  static constexpr std::array<float, 4> sin_series = inverse_factorials<float, 4>(3, 2, -1);
  static constexpr std::array<float, 4> cos_series = inverse_factorials<float, 4>(4, 2, -1);
};

template <class T, int N>
using SignedVector = typename Vector<IntegerOf<T>, N>::type;
template <class T, int N>
using UnsignedVector = typename Vector<UnsignedOf<T>, N>::type;
template <class T, int N>
using FloatVector = typename Vector<T, N>::type;

/// The integer nearest to x, |x| < 2^(mantissa_bits - 1).
template <class T, int N>
EPI_INLINE Pack<T, N> nearest_integer(const Pack<T, N>& x) {
  return (x + Floating<T>::round) - Floating<T>::round;
}

/// 2^n for an integer n in the range of normal numbers.
template <class T, int N>
EPI_INLINE Pack<T, N> power_of_two(const Pack<T, N>& n) {
  return per_register(
      [](auto x) {
        using P = decltype(x);
        using Signed = SignedVector<T, P::kWidth>;
        // The low bits of n + 1.5 * 2^m are n itself; what lies above is shifted out.
        const Signed integer = (Signed)(x.v + Floating<T>::round);
        x.v = (typename Vector<T, P::kWidth>::type)((integer + Floating<T>::exponent_bias)
                                                    << Floating<T>::mantissa_bits);
        return x;
      },
      n);
}

/// Splits x = n ln 2 + r, |r| <= ln(2)/2, and gives n and exp(r) - 1.
template <class T, int N>
EPI_INLINE Pack<T, N> reduced_expm1(const Pack<T, N>& x, Pack<T, N>& n) {
  using F = Floating<T>;
  n = nearest_integer(x * T(1.44269504088896340736));  // 1/ln 2
  const Pack<T, N> r = (x - n * F::ln2_hi) - n * F::ln2_lo;
  return r + r * r * polynomial(r, F::exp_series);
}

}  // namespace detail

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

/// The greater of the two; b if they do not compare.
template <class T, int N>
EPI_INLINE Pack<T, N> max(const Pack<T, N>& a, const Pack<T, N>& b) {
  return select(a > b, a, b);
}
/// The smaller of the two; b if they do not compare.
template <class T, int N>
EPI_INLINE Pack<T, N> min(const Pack<T, N>& a, const Pack<T, N>& b) {
  return select(a < b, a, b);
}

/// Correctly rounded on every processor.
template <class T, int N>
EPI_INLINE Pack<T, N> sqrt(const Pack<T, N>& a) {
  return per_register(
      [](auto x) {
#if defined(__x86_64__)
        constexpr int bytes = static_cast<int>(sizeof x);
        if constexpr (bytes == 16 && sizeof(T) == 8) {
          x.v = (decltype(x.v))_mm_sqrt_pd((__m128d)x.v);
          return x;
        } else if constexpr (bytes == 16 && sizeof(T) == 4) {
          x.v = (decltype(x.v))_mm_sqrt_ps((__m128)x.v);
          return x;
        }
#if defined(__AVX__)
        if constexpr (bytes == 32 && sizeof(T) == 8) {
          x.v = (decltype(x.v))_mm256_sqrt_pd((__m256d)x.v);
          return x;
        } else if constexpr (bytes == 32 && sizeof(T) == 4) {
          x.v = (decltype(x.v))_mm256_sqrt_ps((__m256)x.v);
          return x;
        }
#endif
#if defined(__AVX512F__)
        if constexpr (bytes == 64 && sizeof(T) == 8) {
          x.v = (decltype(x.v))_mm512_maskz_sqrt_pd(0xFF, (__m512d)x.v);
          return x;
        } else if constexpr (bytes == 64 && sizeof(T) == 4) {
          x.v = (decltype(x.v))_mm512_maskz_sqrt_ps(0xFFFF, (__m512)x.v);
          return x;
        }
#endif
#endif
        for (int i = 0; i < decltype(x)::kWidth; ++i) {
          x.v[i] = sizeof(T) == 8 ? static_cast<T>(__builtin_sqrt(static_cast<double>(x.v[i])))
                                  : static_cast<T>(__builtin_sqrtf(static_cast<float>(x.v[i])));
        }
        return x;
      },
      a);
}

template <class T, int N>
EPI_INLINE Pack<T, N> exp(const Pack<T, N>& a) {
  return per_register(
      [](auto x) {
        using P = decltype(x);
        using F = detail::Floating<T>;
        x = select(x > P(F::overflow), P(F::overflow), x);  // a NaN stays
        x = select(x < P(F::underflow), P(F::underflow), x);
        P n;
        const P q = detail::reduced_expm1(x, n);
        // The scale in two steps, so that results near the ends of the range are right too.
        const P n1 = detail::nearest_integer(n * T(0.5));
        return (detail::power_of_two(n1) + detail::power_of_two(n1) * q) * detail::power_of_two(n - n1);
      },
      a);
}

template <class T, int N>
EPI_INLINE Pack<T, N> tanh(const Pack<T, N>& a) {
  return per_register(
      [](auto x) {
        using P = decltype(x);
        const T one = detail::Floating<T>::tanh_one;
        x = select(x > P(one), P(one), x);
        x = select(x < P(-one), P(-one), x);
        // With e = exp(2x) = s (1 + q): (e - 1)/(e + 1), arranged so that small x lose nothing.
        P n;
        const P q = detail::reduced_expm1(x + x, n);
        const P s = detail::power_of_two(n), sq = s * q;
        return ((s - T(1)) + sq) / ((s + T(1)) + sq);
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
        const P tail = (s + s) * (z * detail::polynomial(z, F::artanh_series)) + e * F::ln2_lo;
        const P result = e * F::ln2_hi + ((s + s) + tail);
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
    const P n = detail::nearest_integer(x * T(0.63661977236758134308));  // 2/pi
    const P r = ((x - n * F::half_pi_1) - n * F::half_pi_2) - n * F::half_pi_3;
    const P z = r * r;
    const P s = r - r * z * detail::polynomial(z, F::sin_series);
    const P c = (T(1) - z * T(0.5)) + z * z * detail::polynomial(z, F::cos_series);
    const Signed quadrant = (Signed)(n.v + F::round);
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

}  // namespace epi::sdk
