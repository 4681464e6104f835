#pragma once

#include <array>
#include <cstddef>

#include "with_gradient.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// A function value whose partial derivatives the author knows, as a number that is differentiated further:
/// f(a) with derivative sum_i slopes[i] da_i. For functions that are cheaper to differentiate by hand than by
/// the arithmetic of `Real`, such as sums over many quadrature points: compute value and slopes on plain
/// numbers, value_of(a), and hand them over here. The value keeps its bits; without derivatives the slopes
/// are not looked at.
template <class Real, std::size_t N>
Real with_partials(const passive_t<Real>& value, const std::array<passive_t<Real>, N>& slopes,
                   const std::array<Real, N>& arguments) {
  return GradientJoiner<Real>::join(
      value, slopes.data(), static_cast<std::int64_t>(N),
      [&arguments](std::int64_t i) -> const Real& { return arguments[static_cast<std::size_t>(i)]; });
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
