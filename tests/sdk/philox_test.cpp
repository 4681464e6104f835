#include <epi/abi/random.h>
#include <gtest/gtest.h>

#include <array>

namespace {

std::array<std::uint32_t, 4> philox(std::uint64_t seed, std::uint64_t sample, std::uint32_t stream,
                                    std::uint32_t block) {
  std::array<std::uint32_t, 4> words{};
  epi_philox(seed, sample, stream, block, words.data());
  return words;
}

using Words = std::array<std::uint32_t, 4>;

}  // namespace

// Known answers of Random123, tests/kat_vectors, lines "philox4x32 10": counter {block, stream, sample low,
// sample high}, key {seed low, seed high}.
TEST(Philox, ReproducesTheKnownAnswersOfItsAuthors) {
  EXPECT_EQ(philox(0, 0, 0, 0), (Words{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}));
  const std::uint64_t ones = ~std::uint64_t{0};
  EXPECT_EQ(philox(ones, ones, 0xffffffffu, 0xffffffffu),
            (Words{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}));
  EXPECT_EQ(philox(0x299f31d0a4093822u, 0x0370734413198a2eu, 0x85a308d3u, 0x243f6a88u),
            (Words{0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u}));
}

TEST(Uniform, NeverReachesZeroOrOne) {
  EXPECT_GT(epi_u01(0, 0), 0.0);
  EXPECT_LT(epi_u01(0xffffffffu, 0xffffffffu), 1.0);
  EXPECT_EQ(epi_u01(0x80000000u, 0), 0.5 + 0x1p-53);
}
