#pragma once

#include <algorithm>
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
inline const std::vector<std::string> kAmplificationStatistics = {"real_lambda_1", "lambda_1_symmetric"};
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

/// The 4 N parameters of rnn.amplification, in its order.
inline std::vector<std::string> amplification_parameters(int n_units) {
  std::vector<std::string> names;
  for (const char* matrix : {"U_", "V_"}) {
    for (const char* column : {"_1", "_2"}) {
      for (int unit = 1; unit <= n_units; ++unit) names.push_back(matrix + std::to_string(unit) + column);
    }
  }
  return names;
}

/// Networks like those of the property: columns of U and V of length sqrt(2.3), V with a part along U that
/// makes the overlaps 0.5. Normal numbers by Box-Muller from the square roots of 4 primes.
inline Matrix amplification_rows(int n_units) {
  constexpr double square = 2.3, along = 0.5 / square;
  Matrix z(kRows, 4 * n_units);
  for (std::int64_t i = 0; i < kRows; ++i) {
    for (int unit = 0; unit < n_units; ++unit) {
      for (int column = 0; column < 2; ++column) {
        const std::int64_t point = i * n_units + unit;
        const double radius =
            std::sqrt(-2.0 * std::log(1.0 - spread(point, column == 0 ? 2 : 5)) * square / n_units);
        const double angle = 2.0 * M_PI * spread(point, column == 0 ? 3 : 7);
        const double u = radius * std::cos(angle), rest = radius * std::sin(angle);
        z(i, column * n_units + unit) = std::clamp(u, -1.0, 1.0);
        z(i, (2 + column) * n_units + unit) =
            std::clamp(along * u + std::sqrt(1.0 - along * along) * rest, -1.0, 1.0);
      }
    }
  }
  return z;
}

}  // namespace epi::bench
