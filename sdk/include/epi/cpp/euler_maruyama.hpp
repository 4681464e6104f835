#pragma once

#include <array>

#include "scalar.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Euler-Maruyama for dx = f dt + g dW with diagonal noise: x <- x + dt f + sqrt(dt) g w, w ~ N(0, 1)
/// independent for every step and unit. Strong order 1/2, or 1 if g does not depend on x. The model gives g
/// as `diffusion`. Draw w of unit i in step k: stream kNoiseStream, block k ceil(units/2) + i/2, first of the
/// pair if i is even.
struct EulerMaruyama {
  static constexpr bool kStochastic = true;
  static constexpr std::uint32_t kNoiseStream = 0;
  static constexpr std::array<double, 1> kStageTimes{0.0};  ///< in units of dt

  template <class Real, std::size_t N, class Step>
  static constexpr std::array<Real, N> advance(const std::array<Real, N>& x, const Step& step) {
    const std::array<Real, N> slope = step.slope(x, 0);
    const std::array<Real, N> diffusion = step.diffusion(x, 0);
    std::array<Real, N> next{};
    for (std::size_t i = 0; i < N; ++i) {
      next[i] = x[i] + step.dt * slope[i] + step.sqrt_dt * diffusion[i] * step.noise[i];
    }
    return next;
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
