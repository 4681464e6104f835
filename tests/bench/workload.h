#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "base/matrix.h"

// The batches that everybody computes: 300 samples, the paper's batch for both models.

namespace epi::bench {

inline constexpr std::int64_t kRows = 300;
inline constexpr int kTrials = 500;
inline constexpr std::int64_t kSharedNoise =
    32;  ///< consecutive samples that meet the same noise: the model's default

inline const std::vector<std::string> kStgParameters = {"g_el", "g_synA"};
inline const std::vector<std::string> kStgStatistics = {"frequency_f1", "frequency_f2", "frequency_hub",
                                                        "frequency_s1", "frequency_s2"};
inline const std::vector<std::string> kScParameters = {"sW_P",  "sW_A",  "vW_PA", "vW_AP",
                                                       "dW_PA", "dW_AP", "hW_P",  "hW_A"};
inline const std::vector<std::string> kScStatistics8 = {
    "accuracy_pro",   "accuracy_anti",   "bernoulli_error_pro", "bernoulli_error_anti",
    "separation_pro", "separation_anti", "variance_pro",        "variance_anti"};

/// The fractional part of i times the square root of a prime: evenly spread points of a box (a Kronecker
/// sequence).
inline double spread(std::int64_t i, int prime) {
  const double value = static_cast<double>(i + 1) * std::sqrt(static_cast<double>(prime));
  return value - std::floor(value);
}

/// g_el and g_synA, nS, over the support [4, 8] x [0, 4].
inline Matrix stg_rows() {
  Matrix z(kRows, 2);
  for (std::int64_t i = 0; i < kRows; ++i) {
    z(i, 0) = 4.0 + 4.0 * spread(i, 2);
    z(i, 1) = 4.0 * spread(i, 3);
  }
  return z;
}

/// The eight weights as the inference starts: standard normal, by Box-Muller from the same sequence.
inline Matrix sc_rows() {
  constexpr int primes[] = {2, 3, 5, 7, 11, 13, 17, 19};
  Matrix z(kRows, 8);
  for (std::int64_t i = 0; i < kRows; ++i) {
    for (int k = 0; k < 8; k += 2) {
      const double radius = std::sqrt(-2.0 * std::log(1.0 - spread(i, primes[k])));
      const double angle = 2.0 * M_PI * spread(i, primes[k + 1]);
      z(i, k) = radius * std::cos(angle);
      z(i, k + 1) = radius * std::sin(angle);
    }
  }
  return z;
}

}  // namespace epi::bench
