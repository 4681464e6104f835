#pragma once

// Vectors as wide as a register of the processor level that the including file is compiled for, and the few
// functions that the hand-written kernel needs. Everything lies in a namespace named after the level, so that
// the same code compiled for several levels never meets itself in the linker. No header of the C++ library
// that defines inline functions may be included here, for the same reason.

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

#ifndef EPI_BENCH_LEVEL
#error "name the processor level: -DEPI_BENCH_LEVEL=x86_64_v3"
#endif

#define EPI_BENCH_INLINE inline __attribute__((always_inline))

namespace epi::bench::EPI_BENCH_LEVEL {

#if defined(__AVX512F__)
inline constexpr int kRegisterBytes = 64;
#elif defined(__AVX__)
inline constexpr int kRegisterBytes = 32;
#else
inline constexpr int kRegisterBytes = 16;
#endif

template <class T>
struct Lanes;

template <>
struct Lanes<float> {
  static constexpr int kWidth = kRegisterBytes / 4;
  typedef float Vector __attribute__((vector_size(kRegisterBytes)));
  using Word = std::int32_t;
  typedef Word Integer __attribute__((vector_size(kRegisterBytes)));
  static constexpr int kMantissaBits = 23;
  static constexpr float kRound = 12582912.0f;  // 1.5 * 2^23: adding it rounds to an integer in the low bits
  static constexpr float kLargestPower = 126.0f;
  // 2^f on [-1/2, 1/2], interpolated at six Chebyshev nodes: relative error 1e-7.
  static constexpr float kPowerOfTwo[] = {1.0000000754548972f,    0.69314718802622877f,
                                          0.24022107485308339f,   0.055503571142190782f,
                                          0.0096760319183220537f, 0.0013390863364671234f};
};

template <>
struct Lanes<double> {
  static constexpr int kWidth = kRegisterBytes / 8;
  typedef double Vector __attribute__((vector_size(kRegisterBytes)));
  using Word = std::int64_t;
  typedef Word Integer __attribute__((vector_size(kRegisterBytes)));
  static constexpr int kMantissaBits = 52;
  static constexpr double kRound = 6755399441055744.0;  // 1.5 * 2^52
  static constexpr double kLargestPower = 1022.0;
  // The same at eleven nodes: 3e-16.
  static constexpr double kPowerOfTwo[] = {1.0,
                                           0.69314718055994995,
                                           0.24022650695910097,
                                           0.055504108664447722,
                                           0.0096181291076068882,
                                           0.0013333558230164974,
                                           0.0001540353044173605,
                                           1.5252657260200837e-05,
                                           1.3215442587921689e-06,
                                           1.0208690299958306e-07,
                                           7.0725859492692234e-09};
};

template <class T>
using Vector = typename Lanes<T>::Vector;

template <class T>
EPI_BENCH_INLINE Vector<T> all(T value) {
  return value - Vector<T>{};
}

template <class T>
EPI_BENCH_INLINE Vector<T> load(const T* from) {
  Vector<T> v;
  __builtin_memcpy(&v, from, sizeof v);
  return v;
}

template <class T>
EPI_BENCH_INLINE void store(T* to, const Vector<T>& v) {
  __builtin_memcpy(to, &v, sizeof v);
}

template <class T>
EPI_BENCH_INLINE T sum(const Vector<T>& v) {
  T total = 0;
  for (int i = 0; i < Lanes<T>::kWidth; ++i) total += v[i];
  return total;
}

/// s limited to [-largest, largest], both instructions of one operand order: GCC makes compares and blends of
/// `?:`.
EPI_BENCH_INLINE Vector<float> clamp(Vector<float> s, Vector<float> largest) {
#if defined(__AVX512F__)
  return _mm512_max_ps(_mm512_min_ps(s, largest), -largest);
#elif defined(__AVX__)
  return _mm256_max_ps(_mm256_min_ps(s, largest), -largest);
#else
  return _mm_max_ps(_mm_min_ps(s, largest), -largest);
#endif
}
EPI_BENCH_INLINE Vector<double> clamp(Vector<double> s, Vector<double> largest) {
#if defined(__AVX512F__)
  return _mm512_max_pd(_mm512_min_pd(s, largest), -largest);
#elif defined(__AVX__)
  return _mm256_max_pd(_mm256_min_pd(s, largest), -largest);
#else
  return _mm_max_pd(_mm_min_pd(s, largest), -largest);
#endif
}

/// x = 1 / (1 + 2^s). The exponent is split into an integer, which goes into the exponent's bits, and a rest
/// in
/// [-1/2, 1/2]; s is clamped to where 2^s is a normal number, which changes no result by more than the
/// smallest of them. N vectors in lockstep: one alone is a long chain of dependent instructions.
template <class T, int N>
EPI_BENCH_INLINE void logistic(const Vector<T> (&s)[N], Vector<T> (&x)[N]) {
  using L = Lanes<T>;
  using Integer = typename L::Integer;
  constexpr int degree = sizeof L::kPowerOfTwo / sizeof(T) - 1;
  static_assert(degree >= 4);
  Vector<T> shifted[N], rest[N], square[N], power[N], odd[N];
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    const Vector<T> inside = clamp(s[i], all<T>(L::kLargestPower));
    shifted[i] = inside + L::kRound;
    rest[i] = inside - (shifted[i] - L::kRound);
    square[i] = rest[i] * rest[i];
    power[i] = square[i] * L::kPowerOfTwo[degree] + L::kPowerOfTwo[degree - 2];
    odd[i] = square[i] * L::kPowerOfTwo[degree - 1] + L::kPowerOfTwo[degree - 3];
  }
#pragma GCC unroll 16
  for (int k = degree - 4; k >= 0; k -= 2) {
#pragma GCC unroll 8
    for (int i = 0; i < N; ++i) {
      power[i] = power[i] * square[i] + L::kPowerOfTwo[k];
      if (k > 0) odd[i] = odd[i] * square[i] + L::kPowerOfTwo[k - 1];
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    if (degree % 2 == 0)
      power[i] += rest[i] * odd[i];
    else
      power[i] = power[i] * rest[i] + odd[i];
  }
#pragma GCC unroll 8
  for (int i = 0; i < N; ++i) {
    const Integer scaled = (Integer)power[i] + ((Integer)shifted[i] << L::kMantissaBits);
    x[i] = T(1) / (T(1) + (Vector<T>)scaled);
  }
}

}  // namespace epi::bench::EPI_BENCH_LEVEL
