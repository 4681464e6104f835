#pragma once

#include <array>

#include "floating.hpp"
#include "register_math.hpp"

// exp, tanh and the logistic function of several registers at once. One of them alone is a long chain of
// instructions that wait for each other; a few in lockstep fill the waiting time. Every lane is computed as
// if it were alone.

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

/// How many registers hold a pack, and the pack that fills one.
template <class P>
inline constexpr int kRegisters = sizeof(P) <= kRegisterBytes ? 1
                                                              : static_cast<int>(sizeof(P)) / kRegisterBytes;
template <class P>
using RegisterOf = Pack<typename P::Scalar, P::kWidth / kRegisters<P>>;

template <class P, class Register>
EPI_INLINE void to_registers(const P& pack, Register* registers) {
  if constexpr (P::kWhole) {
    *registers = pack;
  } else {
    to_registers(pack.lo, registers);
    to_registers(pack.hi, registers + kRegisters<P> / 2);
  }
}
template <class P, class Register>
EPI_INLINE void from_registers(const Register* registers, P& pack) {
  if constexpr (P::kWhole) {
    pack = *registers;
  } else {
    from_registers(registers, pack.lo);
    from_registers(registers + kRegisters<P> / 2, pack.hi);
  }
}

#define EPI_EACH_REGISTER _Pragma("GCC unroll 8") for (int i = 0; i < G; ++i)

/// y[i] = c[0] + c[1] x[i] + c[2] x[i]^2 + ...: even and odd terms apart, all registers in step.
template <int G, class R, class T, std::size_t N>
EPI_INLINE void polynomials(const R* x, const std::array<T, N>& c, R* y) {
  static_assert(N >= 4);
  constexpr std::size_t even_top = (N - 1) / 2 * 2, odd_top = N / 2 * 2 - 1;
  R square[G], odd[G];
  EPI_EACH_REGISTER {
    square[i] = x[i] * x[i];
    y[i] = multiply_add(square[i], R(c[even_top]), R(c[even_top - 2]));
    odd[i] = multiply_add(square[i], R(c[odd_top]), R(c[odd_top - 2]));
  }
#pragma GCC unroll 16
  for (std::size_t k = even_top - 2; k >= 2; k -= 2) {
    EPI_EACH_REGISTER y[i] = multiply_add(square[i], y[i], R(c[k - 2]));
  }
#pragma GCC unroll 16
  for (std::size_t k = odd_top - 2; k >= 3; k -= 2) {
    EPI_EACH_REGISTER odd[i] = multiply_add(square[i], odd[i], R(c[k - 2]));
  }
  EPI_EACH_REGISTER y[i] = multiply_add(x[i], odd[i], y[i]);
}

/// q[i] = exp(x[i] - n ln 2) - 1 with the integer n that leaves the least, |x - n ln 2| <= ln(2)/2; `shifted`
/// gets n (see floating.hpp).
template <int G, class R>
EPI_INLINE void reduced_expm1(const R* x, R* shifted, R* q) {
  using T = typename R::Scalar;
  using F = Floating<T>;
  R rest[G], tail[G];
  EPI_EACH_REGISTER {
    shifted[i] = multiply_add(x[i], R(T(1.44269504088896340736)), R(F::round));  // 1/ln 2
    const R n = shifted[i] - R(F::round);
    rest[i] = multiply_add(n, R(-F::ln2_lo), multiply_add(n, R(-F::ln2_hi), x[i]));
  }
  polynomials<G>(rest, F::exp_series, tail);
  EPI_EACH_REGISTER q[i] = multiply_add(rest[i] * rest[i], tail[i], rest[i]);
}

struct Exp {
  template <int G, class R>
  static EPI_INLINE void apply(R* x) {
    using F = Floating<typename R::Scalar>;
    R shifted[G], q[G];
    EPI_EACH_REGISTER x[i] = clamp(x[i], F::underflow, F::overflow);
    reduced_expm1<G>(x, shifted, q);
    EPI_EACH_REGISTER {
      R first, second;
      split_power_of_two(shifted[i], first, second);
      x[i] = multiply_add(first, q[i], first) * second;
    }
  }
};

struct Tanh {
  template <int G, class R>
  static EPI_INLINE void apply(R* x) {
    using T = typename R::Scalar;
    constexpr T one = Floating<T>::tanh_one;
    R twice[G], shifted[G], q[G];
    EPI_EACH_REGISTER {
      const R inside = clamp(x[i], -one, one);
      twice[i] = inside + inside;
    }
    // With e = exp(2x) = s (1 + q): (e - 1)/(e + 1), arranged so that small x lose nothing.
    reduced_expm1<G>(twice, shifted, q);
    EPI_EACH_REGISTER {
      const R s = power_of_two(shifted[i]);
      x[i] = multiply_add(s, q[i], s - R(1)) / multiply_add(s, q[i], s + R(1));
    }
  }
};

/// 1/(1 + exp(-x)) = 1/(1 + 2^s), s = -x/ln 2; absolute error of one rounding.
struct Sigmoid {
  template <int G, class R>
  static EPI_INLINE void apply(R* x) {
    using T = typename R::Scalar;
    using F = Floating<T>;
    R rest[G], shifted[G], power[G];
    EPI_EACH_REGISTER {
      const R s = clamp(x[i] * R(T(-1.44269504088896340736)), -F::largest_power, F::largest_power);
      shifted[i] = s + R(F::round);
      rest[i] = s - (shifted[i] - R(F::round));
    }
    polynomials<G>(rest, F::exp2_series, power);
    EPI_EACH_REGISTER x[i] = R(1) / multiply_add(power[i], power_of_two(shifted[i]), R(1));
  }
};

#undef EPI_EACH_REGISTER

/// The function of one pack.
template <class Function, class P>
EPI_INLINE P apply_to_pack(const P& a) {
  RegisterOf<P> registers[kRegisters<P>];
  to_registers(a, registers);
  Function::template apply<kRegisters<P>>(registers);
  P result;
  from_registers(registers, result);
  return result;
}

/// Packs that are worked off at once: together they take four registers, or one pack does.
template <class P>
inline constexpr int kLot = kRegisters<P> >= 4 ? 1 : 4 / kRegisters<P>;

/// The function of `Count` packs in place. Inlined: a call would pass the packs through memory, and the next
/// step of the dynamics waits for that.
template <class Function, int Count, class P>
EPI_INLINE void apply_to_lot(P* values) {
  constexpr int each = kRegisters<P>;
  RegisterOf<P> registers[Count * each];
  for (int i = 0; i < Count; ++i) to_registers(values[i], registers + i * each);
  Function::template apply<Count * each>(registers);
  for (int i = 0; i < Count; ++i) from_registers(registers + i * each, values[i]);
}

}  // namespace detail

template <class T, int N>
EPI_INLINE Pack<T, N> exp(const Pack<T, N>& a) {
  return detail::apply_to_pack<detail::Exp>(a);
}
template <class T, int N>
EPI_INLINE Pack<T, N> tanh(const Pack<T, N>& a) {
  return detail::apply_to_pack<detail::Tanh>(a);
}
/// The logistic function 1/(1 + exp(-x)).
template <class T, int N>
EPI_INLINE Pack<T, N> sigmoid(const Pack<T, N>& a) {
  return detail::apply_to_pack<detail::Sigmoid>(a);
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
