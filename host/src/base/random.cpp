#include "base/random.h"

#include "base/check.h"
#include "base/level_build.h"
#include "base/normal_fill.h"
#include "epi/abi/random.h"

namespace epi {
namespace {

/// Added to the stream's number: models number their own streams from 0.
constexpr std::uint32_t kHostStreams = 0xE9100000u;

/// Two uniform draws from one block of the generator.
struct UniformPair {
  double first, second;
};

UniformPair uniform_pair(std::uint64_t seed, RandomStream stream, std::uint64_t position, std::size_t block) {
  EPI_CHECK(block <= UINT32_MAX);
  std::uint32_t words[4];
  epi_philox(seed, position, kHostStreams + static_cast<std::uint32_t>(stream),
             static_cast<std::uint32_t>(block), words);
  return {epi_u01(words[0], words[1]), epi_u01(words[2], words[3])};
}

FillNormals* fill_of_highest_level() {
#if defined(EPI_CPU_LEVEL_BUILDS)
  return of_highest_level(kCompiled, kV3, kV4).fill;
#else
  return kCompiled.fill;
#endif
}

std::uint64_t split_mix_64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

void Random::uniform(std::uint64_t position, std::span<double> out) const {
  for (std::size_t i = 0; i < out.size(); i += 2) {
    const UniformPair u = uniform_pair(seed_, stream_, position, i / 2);
    out[i] = u.first;
    if (i + 1 < out.size()) out[i + 1] = u.second;
  }
}

void Random::normal(std::uint64_t position, std::span<double> out) const {
  EPI_CHECK(out.size() / 2 <= UINT32_MAX);
  static FillNormals* const fill = fill_of_highest_level();
  fill(seed_, kHostStreams + static_cast<std::uint32_t>(stream_), position, out.data(),
       static_cast<std::int64_t>(out.size()));
}

std::uint64_t derive_seed(std::uint64_t seed, std::uint64_t tag) {
  constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15u;  // SplitMix64's increment: 2^64 / golden ratio, odd
  return split_mix_64(split_mix_64(seed + kGolden) + (tag + 1) * kGolden);
}

}  // namespace epi
