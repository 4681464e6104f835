#pragma once

#include <cstdint>
#include <cstring>

#include "../abi/random.h"
#include "pack_math.hpp"

namespace epi::sdk {

struct NormalPair {
  Rows8 first, second;
};

/// Two independent standard normal draws a row by the Box-Muller transform of one Philox block
/// (abi/random.h): u1, u2 = epi_u01 of words (0, 1) and (2, 3); first = r cos(2 pi u2), second = r sin(2 pi
/// u2) with r = sqrt(-2 ln u1).   @param samples  [8] sample ids of the rows.
inline NormalPair normal_pair(std::uint64_t seed, const std::uint64_t* samples, std::uint32_t stream,
                              std::uint32_t block) {
  constexpr int width = Rows8::kWidth;
  // The rounds of Philox over all rows at once; plain loops, which the compiler turns into vector code.
  std::uint64_t c0[width], c1[width], c2[width], c3[width];
  for (int i = 0; i < width; ++i) {
    c0[i] = block;
    c1[i] = stream;
    c2[i] = samples[i] & 0xffffffffu;
    c3[i] = samples[i] >> 32;
  }
  std::uint64_t key0 = seed & 0xffffffffu, key1 = seed >> 32;
  for (int round = 0; round < 10; ++round) {
    for (int i = 0; i < width; ++i) {
      const std::uint64_t product0 = 0xD2511F53u * c0[i], product1 = 0xCD9E8D57u * c2[i];
      c0[i] = (product1 >> 32) ^ c1[i] ^ key0;
      c2[i] = (product0 >> 32) ^ c3[i] ^ key1;
      c1[i] = product1 & 0xffffffffu;
      c3[i] = product0 & 0xffffffffu;
    }
    key0 = (key0 + 0x9E3779B9u) & 0xffffffffu;
    key1 = (key1 + 0xBB67AE85u) & 0xffffffffu;
  }
  // epi_u01 without an integer conversion: 52 bits as the mantissa of a number in [1, 2), minus 1, plus
  // 2^-53.
  std::uint64_t bits1[width], bits2[width];
  for (int i = 0; i < width; ++i) {
    bits1[i] = (((c0[i] << 32) | c1[i]) >> 12) | 0x3ff0000000000000u;
    bits2[i] = (((c2[i] << 32) | c3[i]) >> 12) | 0x3ff0000000000000u;
  }
  Rows8 u1, u2;
  std::memcpy(&u1, bits1, sizeof u1);
  std::memcpy(&u2, bits2, sizeof u2);
  u1 = (u1 - 1.0) + 0x1p-53;
  u2 = (u2 - 1.0) + 0x1p-53;
  const Rows8 radius = sqrt(-2.0 * log(u1));
  NormalPair pair;
  Rows8 sine, cosine;
  sincos(6.28318530717958647693 * u2, sine, cosine);  // 2 pi
  pair.first = radius * cosine;
  pair.second = radius * sine;
  return pair;
}

}  // namespace epi::sdk
