#pragma once

#include <cmath>
#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

// Reference numbers of tests/reference, and the random numbers that they were made with.

namespace epi::bench {

inline nlohmann::json reference(const std::string& model) {
  std::ifstream file(EPI_REFERENCE_DIR "/" + model + ".json");
  return nlohmann::json::parse(file);
}

/// The draws of sc.json, [74, 4, trials]: its array has a step more, the first, which is not used.
inline std::vector<double> frozen_noise(int trials) {
  constexpr int steps = 75, units = 4;
  const auto hash = [](std::uint64_t counter) {
    std::uint64_t z = counter * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  };
  const auto uniform = [&](std::uint64_t counter) {
    return (static_cast<double>(hash(counter) >> 11) + 0.5) * 0x1p-53;
  };
  constexpr std::uint64_t seed = 20191107;
  std::vector<double> draws;
  for (std::uint64_t n = static_cast<std::uint64_t>(units * trials);
       n < static_cast<std::uint64_t>(steps * units * trials); ++n) {
    const double u1 = uniform(seed + 2 * n + 1), u2 = uniform(seed + 2 * n + 2);
    draws.push_back(std::sqrt(-2.0 * std::log(u1)) * std::cos(2.0 * M_PI * u2));
  }
  return draws;
}

}  // namespace epi::bench
