#pragma once

#include "dual.hpp"
#include "tape.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// How a primitive with a derivative of its own enters an author's template: makes a number of kind Real out
/// of a value and its gradient by many inputs.
template <class Real>
struct GradientJoiner;

/// Without derivatives there is nothing to join; callers need not compute a gradient.
template <class T, int N>
struct GradientJoiner<Pack<T, N>> {
  using R = Pack<T, N>;
  static constexpr bool kNeedsGradient = false;
  template <class Input>
  static R join(const R& value, const R*, std::int64_t, const Input&) {
    return value;
  }
};

template <class Pack, int K>
struct GradientJoiner<Dual<Pack, K>> {
  using R = Pack;
  static constexpr bool kNeedsGradient = true;
  /// @param gradient  [n].  @param input  input(i) is the i-th of n inputs, a Dual.
  template <class Input>
  static Dual<R, K> join(const R& value, const R* gradient, std::int64_t n, const Input& input) {
    Dual<R, K> result(value);
    for (std::int64_t i = 0; i < n; ++i) {
      const Dual<R, K>& x = input(i);
      for (int k = 0; k < K; ++k) {
        result.derivative[k] = multiply_add(gradient[i], x.derivative[k], result.derivative[k]);
      }
    }
    return result;
  }
};

template <class Pack>
struct GradientJoiner<Variable<Pack>> {
  using R = Pack;
  static constexpr bool kNeedsGradient = true;
  template <class Input>
  static Variable<R> join(const R& value, const R* gradient, std::int64_t n, const Input& input) {
    Variable<R> result(value);
    for (std::int64_t i = 0; i < n; ++i) {
      result = Variable<R>::chain(value, R(1), result, gradient[i], input(i));
    }
    return result;
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
