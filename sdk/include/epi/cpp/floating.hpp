#pragma once

#include <array>
#include <cstdint>

#include "polynomial.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

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
  static constexpr double largest_power = 1022.0;  // of two that sigmoid meets
  // (exp(r) - 1 - r)/r^2 on |r| <= ln(2)/2 and 2^f on |f| <= 1/2, interpolated at Chebyshev nodes; relative
  // errors 2e-17 and 3e-16.
  static constexpr std::array<double, 10> exp_series{
      0.5000000000000001,    0.16666666666666669,   0.04166666666662411,    0.008333333333329964,
      0.0013888888917219424, 0.0001984126986329083, 2.4801521289398903e-05, 2.755726823319402e-06,
      2.762009094930782e-07, 2.5100460410171186e-08};
  static constexpr std::array<double, 11> exp2_series{1.0,
                                                      0.69314718055995,
                                                      0.24022650695910097,
                                                      0.05550410866444773,
                                                      0.009618129107606925,
                                                      0.001333355823016397,
                                                      0.00015403530441697656,
                                                      1.5252657260787487e-05,
                                                      1.3215442604231796e-06,
                                                      1.0208690185957821e-07,
                                                      7.0725834608047575e-09};
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
  static constexpr float largest_power = 126.0f;
  static constexpr std::array<float, 5> exp_series{0.5f, 0.16666576266288757f, 0.041666556149721146f,
                                                   0.008363178931176662f, 0.0013926184037700295f};
  static constexpr std::array<float, 7> exp2_series{1.0f,
                                                    0.6931471824645996f,
                                                    0.24022650718688965f,
                                                    0.05550327152013779f,
                                                    0.009618056938052177f,
                                                    0.0013400427997112274f,
                                                    0.00015461444854736328f};
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

/// An integer |n| < 2^(mantissa_bits - 1) in two forms: as a number, and as that plus 1.5 * 2^mantissa_bits,
/// whose low bits are n itself.
template <class P>
struct NearInteger {
  P number, shifted;
};

/// The integer nearest to a b.
template <class P>
EPI_INLINE NearInteger<P> nearest_integer(const P& a, typename P::Scalar b) {
  const P round(Floating<typename P::Scalar>::round);
  const P shifted = multiply_add(a, P(b), round);
  return {shifted - round, shifted};
}

/// 2^n for an integer n in the range of normal numbers, given shifted.
template <class P>
EPI_INLINE P power_of_two(const P& shifted) {
  return per_register(
      [](auto x) {
        using Register = decltype(x);
        using T = typename Register::Scalar;
        using Signed = SignedVector<T, Register::kWidth>;
        // The bits above those of n are shifted out.
        x.v = (FloatVector<T, Register::kWidth>)(((Signed)x.v + Floating<T>::exponent_bias)
                                                 << Floating<T>::mantissa_bits);
        return x;
      },
      shifted);
}

/// 2^n as a product of two powers, so that results near the ends of the range are right too.
template <class P>
EPI_INLINE void split_power_of_two(const P& shifted, P& first, P& second) {
  using T = typename P::Scalar;
  using F = Floating<T>;
  using Unsigned = UnsignedVector<T, P::kWidth>;
  using Float = FloatVector<T, P::kWidth>;
  using U = UnsignedOf<T>;
  constexpr U round_bits = sizeof(T) == 8 ? static_cast<U>(0x4338000000000000) : U{0x4b400000};
  constexpr U offset = 4096;  // keeps the halved number positive
  const Unsigned n = (Unsigned)shifted.v - round_bits;
  const Unsigned half = ((n + offset) >> 1) - offset / 2;
  constexpr U bias = static_cast<U>(F::exponent_bias);
  first.v = (Float)((half + bias) << F::mantissa_bits);
  second.v = (Float)((n - half + bias) << F::mantissa_bits);
}

}  // namespace detail

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
