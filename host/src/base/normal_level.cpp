// Compiled once for every processor level, with -march of the level.

#include <epi/cpp/normal.hpp>

#include "base/normal_fill.h"

namespace epi {
namespace EPI_SDK_LEVEL {
namespace {

using Numbers = sdk::Pack<double, sdk::detail::kRegisterBytes / 8>;
using Words = sdk::detail::UnsignedVector<double, Numbers::kWidth>;

/// Registers in step: one alone is a long chain of instructions that wait for each other.
constexpr int kInStep = 4;
constexpr std::int64_t kAtATime = std::int64_t{2} * kInStep * Numbers::kWidth;

/// kAtATime draws from the blocks that start at `block`.
EPI_INLINE void fill_some(std::uint64_t seed, std::uint32_t stream, std::uint64_t position,
                          std::uint64_t block, double* out) {
  constexpr std::int64_t width = Numbers::kWidth;
  Words lane;
  for (std::int64_t i = 0; i < width; ++i) lane[i] = static_cast<std::uint64_t>(i);
  const Words zero = lane - lane;
  double u1[kInStep * width], u2[kInStep * width], first[kInStep * width], second[kInStep * width];
  for (std::int64_t r = 0; r < kInStep; ++r) {
    const auto uniform =
        sdk::detail::uniform_pair<Numbers>(seed, lane + (block + static_cast<std::uint64_t>(r * width)),
                                           zero + stream, zero + position, zero + (position >> 32));
    uniform.first.store(u1 + r * width);
    uniform.second.store(u2 + r * width);
  }
  for (std::int64_t r = 0; r < kInStep; ++r) {
    const auto pair = sdk::detail::box_muller(Numbers::load(u1 + r * width), Numbers::load(u2 + r * width));
    pair.first.store(first + r * width);
    pair.second.store(second + r * width);
  }
  for (std::int64_t i = 0; i < kInStep * width; ++i) {
    out[2 * i] = first[i];
    out[2 * i + 1] = second[i];
  }
}

void fill_normals(std::uint64_t seed, std::uint32_t stream, std::uint64_t position, double* out,
                  std::int64_t n) {
  std::int64_t done = 0;
  for (; done + kAtATime <= n; done += kAtATime)
    fill_some(seed, stream, position, static_cast<std::uint64_t>(done / 2), out + done);
  if (done == n) return;
  double rest[kAtATime];
  fill_some(seed, stream, position, static_cast<std::uint64_t>(done / 2), rest);
  for (std::int64_t i = 0; done + i < n; ++i) out[done + i] = rest[i];
}

}  // namespace
}  // namespace EPI_SDK_LEVEL

const NormalLevel EPI_NORMAL_LEVEL{EPI_SDK_LEVEL::fill_normals};

}  // namespace epi
