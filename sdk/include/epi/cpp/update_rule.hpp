#pragma once

#include <array>

#include "scalar.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// A model that is published as an update rule x(t + dt) = next(x(t), z, constants, input(t + dt), noise)
/// rather than as a differential equation. The model writes `next` instead of `rhs`; of constants, input and
/// noise (the normal draws of its struct Noise, independent for every step) it takes those that it has. Draw
/// w of number i of the noise in step k: stream kNoiseStream, block k ceil(draws/2) + i/2, first of the pair
/// if i is even.
struct UpdateRule {
  static constexpr bool kStochastic = false;  // by itself: the model's Noise decides
  static constexpr std::uint32_t kNoiseStream = 0;
  static constexpr std::array<double, 1> kStageTimes{1.0};  ///< in units of dt

  template <class Real, std::size_t N, class Step>
  static constexpr std::array<Real, N> advance(const std::array<Real, N>& x, const Step& step) {
    return step.next(x);
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
