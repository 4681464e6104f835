#pragma once

#include "pack.hpp"

// Single instructions that the language has no operator for: a register at a time, in portable form where the
// processor has none.

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

#if defined(__x86_64__)
inline __m128d raw(const Vector<double, 2>::type& v) {
  return (__m128d)v;
}
inline __m128 raw(const Vector<float, 4>::type& v) {
  return (__m128)v;
}
EPI_INLINE __m128d min_of(__m128d a, __m128d b) {
  return _mm_min_pd(a, b);
}
EPI_INLINE __m128 min_of(__m128 a, __m128 b) {
  return _mm_min_ps(a, b);
}
EPI_INLINE __m128d max_of(__m128d a, __m128d b) {
  return _mm_max_pd(a, b);
}
EPI_INLINE __m128 max_of(__m128 a, __m128 b) {
  return _mm_max_ps(a, b);
}
EPI_INLINE __m128d sqrt_of(__m128d a) {
  return _mm_sqrt_pd(a);
}
EPI_INLINE __m128 sqrt_of(__m128 a) {
  return _mm_sqrt_ps(a);
}
#if defined(__AVX__)
EPI_INLINE __m256d raw(const Vector<double, 4>::type& v) {
  return (__m256d)v;
}
EPI_INLINE __m256 raw(const Vector<float, 8>::type& v) {
  return (__m256)v;
}
EPI_INLINE __m256d min_of(__m256d a, __m256d b) {
  return _mm256_min_pd(a, b);
}
EPI_INLINE __m256 min_of(__m256 a, __m256 b) {
  return _mm256_min_ps(a, b);
}
EPI_INLINE __m256d max_of(__m256d a, __m256d b) {
  return _mm256_max_pd(a, b);
}
EPI_INLINE __m256 max_of(__m256 a, __m256 b) {
  return _mm256_max_ps(a, b);
}
EPI_INLINE __m256d sqrt_of(__m256d a) {
  return _mm256_sqrt_pd(a);
}
EPI_INLINE __m256 sqrt_of(__m256 a) {
  return _mm256_sqrt_ps(a);
}
#endif
#if defined(__AVX512F__)
EPI_INLINE __m512d raw(const Vector<double, 8>::type& v) {
  return (__m512d)v;
}
EPI_INLINE __m512 raw(const Vector<float, 16>::type& v) {
  return (__m512)v;
}
EPI_INLINE __m512d min_of(__m512d a, __m512d b) {
  return _mm512_maskz_min_pd(0xFF, a, b);
}
EPI_INLINE __m512 min_of(__m512 a, __m512 b) {
  return _mm512_maskz_min_ps(0xFFFF, a, b);
}
EPI_INLINE __m512d max_of(__m512d a, __m512d b) {
  return _mm512_maskz_max_pd(0xFF, a, b);
}
EPI_INLINE __m512 max_of(__m512 a, __m512 b) {
  return _mm512_maskz_max_ps(0xFFFF, a, b);
}
EPI_INLINE __m512d sqrt_of(__m512d a) {
  return _mm512_maskz_sqrt_pd(0xFF, a);
}
EPI_INLINE __m512 sqrt_of(__m512 a) {
  return _mm512_maskz_sqrt_ps(0xFFFF, a);
}
#endif
#if defined(__FMA__)
EPI_INLINE __m128d fma_of(__m128d a, __m128d b, __m128d c) {
  return _mm_fmadd_pd(a, b, c);
}
EPI_INLINE __m128 fma_of(__m128 a, __m128 b, __m128 c) {
  return _mm_fmadd_ps(a, b, c);
}
EPI_INLINE __m256d fma_of(__m256d a, __m256d b, __m256d c) {
  return _mm256_fmadd_pd(a, b, c);
}
EPI_INLINE __m256 fma_of(__m256 a, __m256 b, __m256 c) {
  return _mm256_fmadd_ps(a, b, c);
}
EPI_INLINE __m128d fms_of(__m128d a, __m128d b, __m128d c) {
  return _mm_fmsub_pd(a, b, c);
}
EPI_INLINE __m128 fms_of(__m128 a, __m128 b, __m128 c) {
  return _mm_fmsub_ps(a, b, c);
}
EPI_INLINE __m128d fnma_of(__m128d a, __m128d b, __m128d c) {
  return _mm_fnmadd_pd(a, b, c);
}
EPI_INLINE __m128 fnma_of(__m128 a, __m128 b, __m128 c) {
  return _mm_fnmadd_ps(a, b, c);
}
EPI_INLINE __m256d fms_of(__m256d a, __m256d b, __m256d c) {
  return _mm256_fmsub_pd(a, b, c);
}
EPI_INLINE __m256 fms_of(__m256 a, __m256 b, __m256 c) {
  return _mm256_fmsub_ps(a, b, c);
}
EPI_INLINE __m256d fnma_of(__m256d a, __m256d b, __m256d c) {
  return _mm256_fnmadd_pd(a, b, c);
}
EPI_INLINE __m256 fnma_of(__m256 a, __m256 b, __m256 c) {
  return _mm256_fnmadd_ps(a, b, c);
}
#if defined(__AVX512F__)
EPI_INLINE __m512d fma_of(__m512d a, __m512d b, __m512d c) {
  return _mm512_fmadd_pd(a, b, c);
}
EPI_INLINE __m512 fma_of(__m512 a, __m512 b, __m512 c) {
  return _mm512_fmadd_ps(a, b, c);
}
EPI_INLINE __m512d fms_of(__m512d a, __m512d b, __m512d c) {
  return _mm512_fmsub_pd(a, b, c);
}
EPI_INLINE __m512 fms_of(__m512 a, __m512 b, __m512 c) {
  return _mm512_fmsub_ps(a, b, c);
}
EPI_INLINE __m512d fnma_of(__m512d a, __m512d b, __m512d c) {
  return _mm512_fnmadd_pd(a, b, c);
}
EPI_INLINE __m512 fnma_of(__m512 a, __m512 b, __m512 c) {
  return _mm512_fnmadd_ps(a, b, c);
}
#endif
#endif
#endif

}  // namespace detail

// Every function below is written for a whole register and, pack by pack, for the two halves of a wider pack:
// plain recursion, because these few lines are expanded thousands of times in a model.
#if defined(__x86_64__)
#define EPI_TWO(name, instruction, portable)                                        \
  template <class T, int N>                                                         \
  EPI_INLINE Pack<T, N> name(const Pack<T, N>& a, const Pack<T, N>& b) {            \
    Pack<T, N> r;                                                                   \
    if constexpr (Pack<T, N>::kWhole) {                                             \
      r.v = (decltype(r.v))detail::instruction(detail::raw(a.v), detail::raw(b.v)); \
    } else {                                                                        \
      r.lo = name(a.lo, b.lo);                                                      \
      r.hi = name(a.hi, b.hi);                                                      \
    }                                                                               \
    return r;                                                                       \
  }
#else
#define EPI_TWO(name, instruction, portable)                             \
  template <class T, int N>                                              \
  EPI_INLINE Pack<T, N> name(const Pack<T, N>& a, const Pack<T, N>& b) { \
    return portable;                                                     \
  }
#endif

#if defined(__FMA__)
#define EPI_FUSED(name, instruction, portable)                                                        \
  template <class T, int N>                                                                           \
  EPI_INLINE Pack<T, N> name(const Pack<T, N>& a, const Pack<T, N>& b, const Pack<T, N>& c) {         \
    Pack<T, N> r;                                                                                     \
    if constexpr (Pack<T, N>::kWhole) {                                                               \
      r.v = (decltype(r.v))detail::instruction(detail::raw(a.v), detail::raw(b.v), detail::raw(c.v)); \
    } else {                                                                                          \
      r.lo = name(a.lo, b.lo, c.lo);                                                                  \
      r.hi = name(a.hi, b.hi, c.hi);                                                                  \
    }                                                                                                 \
    return r;                                                                                         \
  }
#else
#define EPI_FUSED(name, instruction, portable)                                                \
  template <class T, int N>                                                                   \
  EPI_INLINE Pack<T, N> name(const Pack<T, N>& a, const Pack<T, N>& b, const Pack<T, N>& c) { \
    return portable;                                                                          \
  }
#endif

/// The greater of the two; b if they do not compare.
EPI_TWO(max, max_of, select(a > b, a, b))
/// The smaller of the two; b if they do not compare.
EPI_TWO(min, min_of, select(a < b, a, b))

// Sums with a product, in one rounding where the processor can (x86-64-v3 and later), in two where it cannot.
// Written where speed asks for it; nothing else is ever fused, so that a value does not depend on what is
// computed beside it.

/// a b + c
EPI_FUSED(multiply_add, fma_of, a* b + c)
/// a b - c
EPI_FUSED(multiply_subtract, fms_of, a* b - c)
/// c - a b
EPI_FUSED(negative_multiply_add, fnma_of, c - a * b)

#undef EPI_TWO
#undef EPI_FUSED

/// x between two bounds; a NaN stays.
template <class T, int N>
EPI_INLINE Pack<T, N> clamp(const Pack<T, N>& x, T lower, T upper) {
  return max(Pack<T, N>(lower), min(Pack<T, N>(upper), x));
}

/// Correctly rounded on every processor.
template <class T, int N>
EPI_INLINE Pack<T, N> sqrt(const Pack<T, N>& a) {
  return per_register(
      [](auto x) {
#if defined(__x86_64__)
        x.v = (decltype(x.v))detail::sqrt_of(detail::raw(x.v));
#else
        for (int i = 0; i < decltype(x)::kWidth; ++i) x.v[i] = std::sqrt(x.v[i]);
#endif
        return x;
      },
      a);
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
