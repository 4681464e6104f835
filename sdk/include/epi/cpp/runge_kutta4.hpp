#pragma once

#include <array>

#include "scalar.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The classical Runge-Kutta method of order 4.
/// Source: Hairer, Norsett, Wanner, Solving Ordinary Differential Equations I, table 1.2, left.
struct RungeKutta4 {
  static constexpr bool kStochastic = false;
  static constexpr std::array<double, 3> kStageTimes{0.0, 0.5, 1.0};  ///< in units of dt

  template <class Real, std::size_t N, class Step>
  static constexpr std::array<Real, N> advance(const std::array<Real, N>& x, const Step& step) {
    const auto moved = [&](const std::array<Real, N>& slope, double share) {
      std::array<Real, N> y{};
      const auto h = share * step.dt;
      for (std::size_t i = 0; i < N; ++i) y[i] = x[i] + h * slope[i];
      return y;
    };
    const std::array<Real, N> k1 = step.slope(x, 0);
    const std::array<Real, N> k2 = step.slope(moved(k1, 0.5), 1);
    const std::array<Real, N> k3 = step.slope(moved(k2, 0.5), 1);
    const std::array<Real, N> k4 = step.slope(moved(k3, 1.0), 2);
    const auto sixth = (1.0 / 6.0) * step.dt;
    std::array<Real, N> next{};
    for (std::size_t i = 0; i < N; ++i) {
      next[i] = x[i] + sixth * ((k1[i] + k4[i]) + 2.0 * (k2[i] + k3[i]));
    }
    return next;
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
