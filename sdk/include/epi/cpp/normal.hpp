#pragma once

#include <cstdint>
#include <cstring>

#include "../abi/random.h"
#include "pack_math.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

template <class R>
struct NormalPair {
  R first, second;
};
template <class R>
struct NormalQuad {
  NormalPair<R> first, second;
};

namespace detail {

/// The lower 32 bits of each lane of 64, times a number of 32 bits.
template <class Words>
EPI_INLINE Words wide_product(const Words& a, std::uint32_t factor) {
  const Words b = a - a + factor;
#if defined(__x86_64__)
  if constexpr (sizeof(Words) == 16) return (Words)_mm_mul_epu32((__m128i)a, (__m128i)b);
#if defined(__AVX2__)
  if constexpr (sizeof(Words) == 32) return (Words)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#endif
#if defined(__AVX512F__)
  if constexpr (sizeof(Words) == 64) return (Words)_mm512_maskz_mul_epu32(0xFF, (__m512i)a, (__m512i)b);
#endif
#endif
  return (a & 0xffffffffu) * b;
}

/// One Philox block a lane (abi/random.h). The counters become its four words: block, stream, and the lower
/// and upper half of the sample; of each lane's 64 bits the upper 32 do not matter, before and after.
template <class Words>
EPI_INLINE void philox(std::uint64_t seed, Words& c0, Words& c1, Words& c2, Words& c3) {
  std::uint64_t key0 = seed & 0xffffffffu, key1 = seed >> 32;
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    // The upper halves of the counters hold what is left of the products; nothing reads it.
    const Words product0 = wide_product(c0, 0xD2511F53u), product1 = wide_product(c2, 0xCD9E8D57u);
    c0 = (product1 >> 32) ^ c1 ^ key0;
    c2 = (product0 >> 32) ^ c3 ^ key1;
    c1 = product1;
    c3 = product0;
    key0 = (key0 + 0x9E3779B9u) & 0xffffffffu;
    key1 = (key1 + 0xBB67AE85u) & 0xffffffffu;
  }
}

template <class R>
struct UniformPair {
  R first, second;
};

/// epi_u01 of words (0, 1) and (2, 3) of one Philox block a lane.
template <class R>
EPI_INLINE UniformPair<R> uniform_pair(std::uint64_t seed, UnsignedVector<double, R::kWidth> c0,
                                       UnsignedVector<double, R::kWidth> c1,
                                       UnsignedVector<double, R::kWidth> c2,
                                       UnsignedVector<double, R::kWidth> c3) {
  using Numbers = FloatVector<double, R::kWidth>;
  philox(seed, c0, c1, c2, c3);
  // epi_u01 without an integer conversion: 52 bits as the mantissa of a number in [1, 2), minus 1, plus
  // 2^-53.
  R u1, u2;
  u1.v = (Numbers)((((c0 << 32) | (c1 & 0xffffffffu)) >> 12) | 0x3ff0000000000000u);
  u2.v = (Numbers)((((c2 << 32) | (c3 & 0xffffffffu)) >> 12) | 0x3ff0000000000000u);
  return {(u1 - R(1.0)) + R(0x1p-53), (u2 - R(1.0)) + R(0x1p-53)};
}

/// Two independent standard normal numbers of two uniform ones in (0, 1].
template <class R>
EPI_INLINE NormalPair<R> box_muller(const R& u1, const R& u2) {
  using T = typename R::Scalar;
  const R radius = sqrt(R(T(-2)) * log(u1));
  R sine, cosine;
  sincos(R(T(6.28318530717958647693)) * u2, sine, cosine);  // 2 pi
  return {radius * cosine, radius * sine};
}

/// The uniform draws of `width` lanes of one block, rounded to T.   @param samples, streams  [width].
/// @param u1, u2  [width], written.
template <int width, class T>
EPI_INLINE void uniform_pairs(std::uint64_t seed, const std::uint64_t* samples, const std::uint32_t* streams,
                              std::uint32_t block, T* u1, T* u2) {
  using Wide = RegisterOf<Pack<double, width>>;
  using Words = UnsignedVector<double, Wide::kWidth>;
  using Rounded = FloatVector<T, Wide::kWidth>;
  for (int lane = 0; lane < width; lane += Wide::kWidth) {
    std::uint64_t lanes1[Wide::kWidth], lanes2[Wide::kWidth], lanes3[Wide::kWidth];
    for (int i = 0; i < Wide::kWidth; ++i) {
      lanes1[i] = streams[lane + i];
      lanes2[i] = samples[lane + i];
      lanes3[i] = samples[lane + i] >> 32;
    }
    Words c1, c2, c3;
    std::memcpy(&c1, lanes1, sizeof c1);
    std::memcpy(&c2, lanes2, sizeof c2);
    std::memcpy(&c3, lanes3, sizeof c3);
    const auto pair = uniform_pair<Wide>(seed, Words{} + block, c1, c2, c3);
    const Rounded first = __builtin_convertvector(pair.first.v, Rounded);
    const Rounded second = __builtin_convertvector(pair.second.v, Rounded);
    std::memcpy(u1 + lane, &first, sizeof first);
    std::memcpy(u2 + lane, &second, sizeof second);
  }
}

/// The four words of one block a lane as uniform numbers, (word + 1/2)/2^32, rounded to T.
/// @param u  [4][width], written.
template <int width, class T>
EPI_INLINE void uniform_quads(std::uint64_t seed, std::uint64_t sample, const std::uint32_t* streams,
                              std::uint32_t block, T (*u)[width]) {
  using Wide = RegisterOf<Pack<double, width>>;
  using Words = UnsignedVector<double, Wide::kWidth>;
  using Numbers = FloatVector<double, Wide::kWidth>;
  using Rounded = FloatVector<T, Wide::kWidth>;
  for (int lane = 0; lane < width; lane += Wide::kWidth) {
    std::uint64_t lanes[Wide::kWidth];
    for (int i = 0; i < Wide::kWidth; ++i) lanes[i] = streams[lane + i];
    Words words[4] = {Words{} + block, Words{}, Words{} + sample, Words{} + (sample >> 32)};
    std::memcpy(&words[1], lanes, sizeof words[1]);
    philox(seed, words[0], words[1], words[2], words[3]);
    for (int k = 0; k < 4; ++k) {
      // 32 bits as the mantissa of a number in [1, 2), minus 1, plus 2^-33.
      const Numbers number = (Numbers)(((words[k] & 0xffffffffu) << 20) | 0x3ff0000000000000u);
      const Rounded rounded = __builtin_convertvector((number - 1.0) + 0x1p-33, Rounded);
      std::memcpy(u[k] + lane, &rounded, sizeof rounded);
    }
  }
}

}  // namespace detail

/// Two independent standard normal draws a lane by the Box-Muller transform of one Philox block
/// (abi/random.h): u1, u2 = epi_u01 of words (0, 1) and (2, 3); first = r cos(2 pi u2), second = r sin(2 pi
/// u2) with r = sqrt(-2 ln u1). In single precision u1 and u2 are rounded first, which moves a draw by less
/// than 1e-5, and by less than 3e-4 where u1 is within 1e-5 of 1.
/// @param samples, streams  [R::kWidth]: the sample id and the stream of each lane.
template <class R>
NormalPair<R> normal_pair(std::uint64_t seed, const std::uint64_t* samples, const std::uint32_t* streams,
                          std::uint32_t block) {
  using Register = detail::RegisterOf<R>;
  constexpr int registers = detail::kRegisters<R>;
  typename R::Scalar u1[R::kWidth], u2[R::kWidth];
  detail::uniform_pairs<R::kWidth>(seed, samples, streams, block, u1, u2);
  Register first[registers], second[registers];
  for (int i = 0; i < registers; ++i) {
    const int lane = i * Register::kWidth;
    const auto pair = detail::box_muller(Register::load(u1 + lane), Register::load(u2 + lane));
    first[i] = pair.first;
    second[i] = pair.second;
  }
  NormalPair<R> pair;
  detail::from_registers(first, pair.first);
  detail::from_registers(second, pair.second);
  return pair;
}

/// Four independent standard normal draws a lane from one Philox block, for large random matrices: twice as
/// many as normal_pair, from uniform numbers of 32 bits, u = (word + 1/2)/2^32, words (0, 1) and (2, 3) each
/// as the u1 and u2 of a pair. No draw is larger than 6.8. In single precision the u are rounded first.
/// @param streams  [R::kWidth]: the stream of each lane; all lanes are of one sample.
template <class R>
NormalQuad<R> normal_quad(std::uint64_t seed, std::uint64_t sample, const std::uint32_t* streams,
                          std::uint32_t block) {
  using T = typename R::Scalar;
  using Register = detail::RegisterOf<R>;
  constexpr int registers = detail::kRegisters<R>;
  T u[4][R::kWidth];
  detail::uniform_quads<R::kWidth>(seed, sample, streams, block, u);
  NormalQuad<R> quad;
  NormalPair<R>* const pairs[2] = {&quad.first, &quad.second};
  for (int p = 0; p < 2; ++p) {
    Register first[registers], second[registers];
    for (int i = 0; i < registers; ++i) {
      const int lane = i * Register::kWidth;
      const auto pair =
          detail::box_muller(Register::load(u[2 * p] + lane), Register::load(u[2 * p + 1] + lane));
      first[i] = pair.first;
      second[i] = pair.second;
    }
    detail::from_registers(first, pairs[p]->first);
    detail::from_registers(second, pairs[p]->second);
  }
  return quad;
}

/// normal_pair with one stream for all lanes.
template <class R>
NormalPair<R> normal_pair(std::uint64_t seed, const std::uint64_t* samples, std::uint32_t stream,
                          std::uint32_t block) {
  std::uint32_t streams[R::kWidth];
  for (std::uint32_t& lane : streams) lane = stream;
  return normal_pair<R>(seed, samples, streams, block);
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
