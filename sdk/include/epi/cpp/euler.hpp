#pragma once

#include <array>

#include "scalar.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Forward Euler: x <- x + dt f(x, t). Order 1.
struct Euler {
  static constexpr bool kStochastic = false;
  static constexpr std::array<double, 1> kStageTimes{0.0};  ///< in units of dt

  /// @param step  the circumstances of a step (step.hpp): dt, and slope(x, stage), f at the time of that
  /// stage.
  template <class Real, std::size_t N, class Step>
  static constexpr std::array<Real, N> advance(const std::array<Real, N>& x, const Step& step) {
    const std::array<Real, N> slope = step.slope(x, 0);
    std::array<Real, N> next{};
    for (std::size_t i = 0; i < N; ++i) next[i] = x[i] + step.dt * slope[i];
    return next;
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
