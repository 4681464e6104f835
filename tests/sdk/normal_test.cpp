#include <epi/abi/random.h>
#include <gtest/gtest.h>
#include <epi/cpp/normal.hpp>

#include <algorithm>
#include <cmath>

namespace {
using namespace epi::sdk;
}

TEST(Normal, IsTheBoxMullerTransformOfThePhiloxWordsOfTheAbi) {
  const std::uint64_t seed = 0x123456789abcdef0u;
  const std::uint64_t samples[8] = {0, 1, 2, 0xffffffffu, 0x100000000u, ~std::uint64_t{0}, 77, 1u << 31};
  const NormalPair<Rows8> pair = normal_pair<Rows8>(seed, samples, 3u, 9);
  for (int i = 0; i < 8; ++i) {
    std::uint32_t words[4];
    epi_philox(seed, samples[i], 3, 9, words);
    const double radius = std::sqrt(-2.0 * std::log(epi_u01(words[0], words[1])));
    const double angle = 6.28318530717958647693 * epi_u01(words[2], words[3]);
    EXPECT_NEAR(pair.first.lane(i), radius * std::cos(angle), 1e-14);
    EXPECT_NEAR(pair.second.lane(i), radius * std::sin(angle), 1e-14);
  }
}

// 320,000 draws: the standard errors of mean, variance and correlation are below 0.003; bounds at about 4 of
// them.
TEST(Normal, HasTheMomentsOfTheStandardNormal) {
  double sum = 0.0, square = 0.0, product = 0.0;
  constexpr int blocks = 20000;
  for (int b = 0; b < blocks; ++b) {
    const std::uint64_t samples[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    const NormalPair<Rows8> pair = normal_pair<Rows8>(1, samples, 0u, static_cast<std::uint32_t>(b));
    for (int i = 0; i < 8; ++i) {
      const double x = pair.first.lane(i), y = pair.second.lane(i);
      sum += x + y;
      square += x * x + y * y;
      product += x * y;
    }
  }
  constexpr double pairs = 8.0 * blocks;
  EXPECT_NEAR(sum / (2.0 * pairs), 0.0, 0.008);
  EXPECT_NEAR(square / (2.0 * pairs), 1.0, 0.012);
  EXPECT_NEAR(product / pairs, 0.0, 0.012);
}

// 640,000 draws, among them some with u1 next to 1, where rounding u1 moves the radius most.
TEST(Normal, InSinglePrecisionIsTheSameDrawOfRoundedUniforms) {
  std::uint64_t samples[16];
  double near = 0.0, far = 0.0;
  for (std::uint32_t block = 0; block < 20000; ++block) {
    for (std::uint64_t i = 0; i < 16; ++i) samples[i] = 1000 + i;
    const NormalPair<Rows16f> narrow = normal_pair<Rows16f>(5, samples, 1, block);
    for (int half = 0; half < 16; half += 8) {
      const NormalPair<Rows8> wide = normal_pair<Rows8>(5, samples + half, 1, block);
      for (int i = 0; i < 8; ++i) {
        const double first = wide.first.lane(i), second = wide.second.lane(i);
        const double off = std::max(std::abs(static_cast<double>(narrow.first.lane(half + i)) - first),
                                    std::abs(static_cast<double>(narrow.second.lane(half + i)) - second));
        double& worst = first * first + second * second < 2e-5 ? near : far;  // r^2 = -2 ln u1
        worst = std::max(worst, off);
      }
    }
  }
  EXPECT_LT(far, 1e-5);
  EXPECT_GT(near, 0.0);
  EXPECT_LT(near, 3e-4);
}

TEST(Normal, EveryLaneMayHaveItsOwnStream) {
  const std::uint64_t samples[8] = {4, 4, 4, 4, 4, 4, 4, 4};
  const std::uint32_t streams[8] = {0, 1, 2, 3, 4, 5, 6, 7};
  const NormalPair<Rows8> all = normal_pair<Rows8>(5, samples, streams, 2);
  for (int i = 0; i < 8; ++i) {
    const NormalPair<Rows8> one = normal_pair<Rows8>(5, samples, streams[i], 2);
    EXPECT_EQ(all.first.lane(i), one.first.lane(i));
    EXPECT_EQ(all.second.lane(i), one.second.lane(i));
  }
}

TEST(Normal, AQuadHoldsTwoPairsOfTheFourWords) {
  const std::uint64_t seed = 0x123456789abcdef0u, sample = 0xfedcba9876543210u;
  const std::uint32_t streams[16] = {0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987};
  const NormalQuad<Rows8> quad = normal_quad<Rows8>(seed, sample, streams, 7);
  const NormalQuad<Rows16f> rounded = normal_quad<Rows16f>(seed, sample, streams, 7);
  for (int i = 0; i < 8; ++i) {
    std::uint32_t words[4];
    epi_philox(seed, sample, streams[i], 7, words);
    const auto uniform = [](std::uint32_t word) { return (word + 0.5) * 0x1p-32; };
    const auto expect_pair = [&](std::uint32_t word1, std::uint32_t word2, const NormalPair<Rows8>& pair,
                                 const NormalPair<Rows16f>& single) {
      const double radius = std::sqrt(-2.0 * std::log(uniform(word1)));
      const double angle = 6.28318530717958647693 * uniform(word2);
      EXPECT_NEAR(pair.first.lane(i), radius * std::cos(angle), 1e-14);
      EXPECT_NEAR(pair.second.lane(i), radius * std::sin(angle), 1e-14);
      EXPECT_NEAR(single.first.lane(i), pair.first.lane(i), 1e-5);  // u rounded to 24 bits
      EXPECT_NEAR(single.second.lane(i), pair.second.lane(i), 1e-5);
    };
    expect_pair(words[0], words[1], quad.first, rounded.first);
    expect_pair(words[2], words[3], quad.second, rounded.second);
  }
}
