#pragma once

#include <array>
#include <cstddef>

#include "scalar.hpp"

namespace epi::sdk {

/// A function value whose partial derivatives the author knows, as a number that is differentiated further:
/// f(a) with derivative sum_i slopes[i] da_i. For functions that are cheaper to differentiate by hand than by
/// the arithmetic of `Real`, such as sums over many quadrature points: compute value and slopes on plain
/// numbers, value_of(a), and hand them over here. The value keeps its bits.
template <class Real, std::size_t N>
Real with_partials(const passive_t<Real>& value, const std::array<passive_t<Real>, N>& slopes,
                   const std::array<Real, N>& arguments) {
  if constexpr (std::is_same_v<Real, passive_t<Real>>) {
    return value;
  } else {
    // x - value_of(x) is zero and carries the derivative of x.
    Real change = slopes[0] * (arguments[0] - value_of(arguments[0]));
    for (std::size_t i = 1; i < N; ++i) change = change + slopes[i] * (arguments[i] - value_of(arguments[i]));
    return change + value;
  }
}

}  // namespace epi::sdk
