#pragma once

// Standard normal draws by the Box-Muller transform of Philox4x32-10 blocks, as many at a time as a register
// has lanes. Source of the generator: Salmon et al., SC11 (2011). Not the stream of any model: only its cost
// and distribution matter.

#include "lanes.h"

namespace epi::bench::EPI_BENCH_LEVEL {

typedef std::uint64_t Counters __attribute__((vector_size(kRegisterBytes)));
inline constexpr int kCounters = kRegisterBytes / 8;

/// Products of the low 32 bits. One instruction, which GCC does not find by itself: of a 64-bit product with
/// a constant it makes shifts and sums.
EPI_BENCH_INLINE Counters product_of_words(Counters a, Counters b) {
#if defined(__AVX512F__)
  return (Counters)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined(__AVX2__)
  return (Counters)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#else
  return (Counters)_mm_mul_epu32((__m128i)a, (__m128i)b);
#endif
}

/// Two registers full of Philox blocks, of consecutive counters: word[j][i] holds in its low 32 bits word j
/// of block i.
struct PhiloxBlocks {
  std::uint64_t word[4][2 * kCounters];
};

EPI_BENCH_INLINE void philox(std::uint64_t seed, std::uint64_t sample, std::uint32_t first_counter,
                             PhiloxBlocks& out) {
  const Counters multiplier0 = Counters{} + 0xD2511F53u, multiplier1 = Counters{} + 0xCD9E8D57u;
  const Counters low = Counters{} + 0xffffffffu;
  Counters c0[2], c1[2] = {}, c2[2], c3[2];
  for (int r = 0; r < 2; ++r) {
    for (int i = 0; i < kCounters; ++i)
      c0[r][i] = first_counter + static_cast<std::uint32_t>(r * kCounters + i);
    c2[r] = Counters{} + (sample & 0xffffffffu);
    c3[r] = Counters{} + (sample >> 32);
  }
  std::uint64_t key0 = seed & 0xffffffffu, key1 = seed >> 32;
#pragma GCC unroll 10
  for (int round = 0; round < 10; ++round) {
    for (int r = 0; r < 2; ++r) {
      const Counters product0 = product_of_words(c0[r], multiplier0),
                     product1 = product_of_words(c2[r], multiplier1);
      c0[r] = (product1 >> 32) ^ c1[r] ^ (Counters{} + key0);
      c2[r] = (product0 >> 32) ^ c3[r] ^ (Counters{} + key1);
      c1[r] = product1 & low;
      c3[r] = product0 & low;
    }
    key0 = (key0 + 0x9E3779B9u) & 0xffffffffu;
    key1 = (key1 + 0xBB67AE85u) & 0xffffffffu;
  }
  for (int r = 0; r < 2; ++r) {
    __builtin_memcpy(out.word[0] + r * kCounters, &c0[r], sizeof c0[r]);
    __builtin_memcpy(out.word[1] + r * kCounters, &c1[r], sizeof c1[r]);
    __builtin_memcpy(out.word[2] + r * kCounters, &c2[r], sizeof c2[r]);
    __builtin_memcpy(out.word[3] + r * kCounters, &c3[r], sizeof c3[r]);
  }
}

/// ln u of a normal number u in (0, 1): exponent and mantissa apart, the mantissa in [sqrt(1/2), sqrt(2)) by
/// the series of 2 artanh((m - 1) / (m + 1)).
template <class T>
EPI_BENCH_INLINE Vector<T> log_of(const Vector<T>& u) {
  using L = Lanes<T>;
  using Integer = typename L::Integer;
  using Word = typename L::Word;
  constexpr int terms = sizeof(T) == 4 ? 5 : 10;
  const Word sqrt_half =
      sizeof(T) == 4 ? static_cast<Word>(0x3f3504f3) : static_cast<Word>(0x3fe6a09e667f3bcd);
  const Integer bits = (Integer)u;
  const Integer exponent = (bits - sqrt_half) >> L::kMantissaBits;
  const Vector<T> m = (Vector<T>)(bits - (exponent << L::kMantissaBits));
  const Vector<T> s = (m - T(1)) / (m + T(1)), square = s * s;
  Vector<T> series = all<T>(T(1) / T(2 * terms + 1));
#pragma GCC unroll 16
  for (int k = terms - 1; k >= 0; --k) series = series * square + T(1) / T(2 * k + 1);
  // A small integer n as a number: the bits of kRound are those of kRound + n less n.
  const Integer round_bits = (Integer)all<T>(L::kRound);
  const Vector<T> n = (Vector<T>)(exponent + round_bits) - L::kRound;
  return n * T(0.693147180559945309417) + T(2) * s * series;
}

/// (-1)^k / (2k)! and (-1)^k / (2k+1)!
template <int Terms>
struct AlternatingFactorials {
  double even[Terms + 1], odd[Terms + 1];
  constexpr AlternatingFactorials() : even{}, odd{} {
    double value = 1.0;
    for (int k = 0; k <= Terms; ++k) {
      even[k] = value;
      odd[k] = value / (2 * k + 1);
      value /= -1.0 * (2 * k + 1) * (2 * k + 2);
    }
  }
};

/// cos(2 pi u) and sin(2 pi u) for u in [0, 1): quarter turns apart, the rest in [-pi/4, pi/4] by the power
/// series.
template <class T>
EPI_BENCH_INLINE void circle(const Vector<T>& u, Vector<T>& cosine, Vector<T>& sine) {
  using L = Lanes<T>;
  using Integer = typename L::Integer;
  constexpr int terms = sizeof(T) == 4 ? 4 : 8;
  const Vector<T> shifted = u * T(4) + L::kRound;
  const Integer quarter = (Integer)shifted;
  const Vector<T> x = (u - (shifted - L::kRound) * T(0.25)) * T(6.28318530717958647693);
  const Vector<T> square = x * x;
  constexpr AlternatingFactorials<terms> factorials;
  Vector<T> c = all<T>(T(factorials.even[terms])), s = all<T>(T(factorials.odd[terms]));
#pragma GCC unroll 16
  for (int k = terms - 1; k >= 0; --k) {
    c = c * square + T(factorials.even[k]);
    s = s * square + T(factorials.odd[k]);
  }
  s = s * x;
  const Integer is_odd = (quarter & 1) != 0;
  const Vector<T> a = is_odd ? s : c, b = is_odd ? c : s;
  cosine = ((quarter + 1) & 2) != 0 ? -a : a;
  sine = (quarter & 2) != 0 ? -b : b;
}

template <class T>
EPI_BENCH_INLINE Vector<T> square_root(Vector<T> v) {
  for (int i = 0; i < Lanes<T>::kWidth; ++i)
    v[i] = sizeof(T) == 4 ? T(__builtin_sqrtf(float(v[i]))) : T(__builtin_sqrt(double(v[i])));
  return v;
}

template <class T>
EPI_BENCH_INLINE void box_muller(const Vector<T>& u1, const Vector<T>& u2, Vector<T>& first,
                                 Vector<T>& second) {
  const Vector<T> radius = square_root<T>(T(-2) * log_of<T>(u1));
  Vector<T> cosine, sine;
  circle<T>(u2, cosine, sine);
  first = radius * cosine;
  second = radius * sine;
}

/// Four vectors of independent draws; `index` numbers the calls of one (seed, sample).
EPI_BENCH_INLINE void four_normals(std::uint64_t seed, std::uint64_t sample, std::uint32_t index,
                                   Vector<float> (&out)[4]) {
  constexpr int width = Lanes<float>::kWidth;
  static_assert(width == 2 * kCounters);
  PhiloxBlocks blocks;
  philox(seed, sample, index * width, blocks);
  // 23 bits a uniform, at the midpoints of 2^23 cells, so that the logarithm stays finite.
  alignas(64) float u[4][width];
  for (int j = 0; j < 4; ++j) {
    for (int i = 0; i < width; ++i) {
      const auto bits = static_cast<std::int32_t>((blocks.word[j][i] & 0xffffffffu) >> 9);
      u[j][i] = (static_cast<float>(bits) + 0.5f) * 0x1p-23f;
    }
  }
  box_muller<float>(load<float>(u[0]), load<float>(u[1]), out[0], out[1]);
  box_muller<float>(load<float>(u[2]), load<float>(u[3]), out[2], out[3]);
}

EPI_BENCH_INLINE void four_normals(std::uint64_t seed, std::uint64_t sample, std::uint32_t index,
                                   Vector<double> (&out)[4]) {
  constexpr int width = Lanes<double>::kWidth;
  static_assert(width == kCounters);
  PhiloxBlocks blocks;
  philox(seed, sample, index * 2 * width, blocks);
  // 52 bits as the mantissa of a number in [1, 2), minus 1, plus half a cell.
  std::uint64_t bits[2][2 * width];
  for (int j = 0; j < 2; ++j) {
    for (int i = 0; i < 2 * width; ++i) {
      const std::uint64_t word = (blocks.word[2 * j][i] << 32) | (blocks.word[2 * j + 1][i] & 0xffffffffu);
      bits[j][i] = (word >> 12) | 0x3ff0000000000000u;
    }
  }
  for (int half = 0; half < 2; ++half) {
    Vector<double> u1, u2;
    __builtin_memcpy(&u1, bits[0] + half * width, sizeof u1);
    __builtin_memcpy(&u2, bits[1] + half * width, sizeof u2);
    box_muller<double>((u1 - 1.0) + 0x1p-53, (u2 - 1.0) + 0x1p-53, out[2 * half], out[2 * half + 1]);
  }
}

}  // namespace epi::bench::EPI_BENCH_LEVEL
