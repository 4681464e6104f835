#pragma once

#include <algorithm>

#include "functions.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

#define EPI_EACH_DERIVATIVE _Pragma("GCC unroll 16") for (int i = 0; i < K; ++i)

/// A value with its K first derivatives (forward mode). `R` is a pack. The value is computed by the very
/// operations of R alone, so differentiating changes no bit of the result.
template <class R, int K>
struct Dual {
  R value;
  R derivative[K];

  Dual() = default;
  EPI_INLINE Dual(const R& x) : value(x) { EPI_EACH_DERIVATIVE derivative[i] = R(0); }
  template <class U, class = std::enable_if_t<std::is_arithmetic_v<U>>>
  EPI_INLINE Dual(U x) : Dual(R(x)) {}

  /// f(a) with the value f and the slope f'.
  static EPI_INLINE Dual chain(const R& f, const R& slope, const Dual& a) {
    Dual r;
    r.value = f;
    EPI_EACH_DERIVATIVE r.derivative[i] = slope * a.derivative[i];
    return r;
  }

  friend EPI_INLINE Dual operator-(const Dual& a) {
    Dual r;
    r.value = -a.value;
    EPI_EACH_DERIVATIVE r.derivative[i] = -a.derivative[i];
    return r;
  }
  friend EPI_INLINE Dual operator+(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value + b.value;
    EPI_EACH_DERIVATIVE r.derivative[i] = a.derivative[i] + b.derivative[i];
    return r;
  }
  friend EPI_INLINE Dual operator-(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value - b.value;
    EPI_EACH_DERIVATIVE r.derivative[i] = a.derivative[i] - b.derivative[i];
    return r;
  }
  friend EPI_INLINE Dual operator*(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value * b.value;
    EPI_EACH_DERIVATIVE
    r.derivative[i] = multiply_add(a.value, b.derivative[i], a.derivative[i] * b.value);
    return r;
  }
  friend EPI_INLINE Dual operator/(const Dual& a, const Dual& b) {
    Dual r;
    r.value = a.value / b.value;
    const R inverse = R(1) / b.value;
    EPI_EACH_DERIVATIVE r.derivative[i] = (a.derivative[i] - r.value * b.derivative[i]) * inverse;
    return r;
  }

  // With an operand that is not differentiated: fewer operations. `double` for the same number in every row.
  friend EPI_INLINE Dual operator+(const Dual& a, const R& b) { return shifted(a, a.value + b); }
  friend EPI_INLINE Dual operator+(const R& a, const Dual& b) { return shifted(b, a + b.value); }
  friend EPI_INLINE Dual operator-(const Dual& a, const R& b) { return shifted(a, a.value - b); }
  friend EPI_INLINE Dual operator-(const R& a, const Dual& b) {
    Dual r = -b;
    r.value = a - b.value;
    return r;
  }
  friend EPI_INLINE Dual operator*(const Dual& a, const R& b) { return chain(a.value * b, b, a); }
  friend EPI_INLINE Dual operator*(const R& a, const Dual& b) { return chain(a * b.value, a, b); }
  friend EPI_INLINE Dual operator/(const Dual& a, const R& b) { return chain(a.value / b, R(1) / b, a); }
  friend EPI_INLINE Dual operator/(const R& a, const Dual& b) {
    const R quotient = a / b.value;
    return chain(quotient, -quotient / b.value, b);
  }
  friend EPI_INLINE Dual operator+(const Dual& a, double b) { return a + R(b); }
  friend EPI_INLINE Dual operator+(double a, const Dual& b) { return R(a) + b; }
  friend EPI_INLINE Dual operator-(const Dual& a, double b) { return a - R(b); }
  friend EPI_INLINE Dual operator-(double a, const Dual& b) { return R(a) - b; }
  friend EPI_INLINE Dual operator*(const Dual& a, double b) { return a * R(b); }
  friend EPI_INLINE Dual operator*(double a, const Dual& b) { return R(a) * b; }
  friend EPI_INLINE Dual operator/(const Dual& a, double b) { return a / R(b); }
  friend EPI_INLINE Dual operator/(double a, const Dual& b) { return R(a) / b; }

  EPI_INLINE Dual& operator+=(const Dual& b) { return *this = *this + b; }
  EPI_INLINE Dual& operator-=(const Dual& b) { return *this = *this - b; }
  EPI_INLINE Dual& operator*=(const Dual& b) { return *this = *this * b; }
  EPI_INLINE Dual& operator/=(const Dual& b) { return *this = *this / b; }

  friend EPI_INLINE auto operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
  friend EPI_INLINE auto operator<=(const Dual& a, const Dual& b) { return a.value <= b.value; }
  friend EPI_INLINE auto operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
  friend EPI_INLINE auto operator>=(const Dual& a, const Dual& b) { return a.value >= b.value; }

 private:
  static EPI_INLINE Dual shifted(const Dual& a, const R& value) {
    Dual r = a;
    r.value = value;
    return r;
  }
};

template <class M, class R, int K>
EPI_INLINE Dual<R, K> select(const M& mask, const Dual<R, K>& a, const Dual<R, K>& b) {
  Dual<R, K> r;
  r.value = select(mask, a.value, b.value);
  EPI_EACH_DERIVATIVE r.derivative[i] = select(mask, a.derivative[i], b.derivative[i]);
  return r;
}
template <class M, class R, int K>
EPI_INLINE Dual<R, K> select(const M& mask, const Dual<R, K>& a, double b) {
  return select(mask, a, Dual<R, K>(b));
}
template <class M, class R, int K>
EPI_INLINE Dual<R, K> select(const M& mask, double a, const Dual<R, K>& b) {
  return select(mask, Dual<R, K>(a), b);
}
template <class R, int K>
EPI_INLINE Dual<R, K> max(const Dual<R, K>& a, const Dual<R, K>& b) {
  return select(a > b, a, b);
}
template <class R, int K>
EPI_INLINE Dual<R, K> min(const Dual<R, K>& a, const Dual<R, K>& b) {
  return select(a < b, a, b);
}
/// The derivative at 0 is 0.
template <class R, int K>
EPI_INLINE Dual<R, K> abs(const Dual<R, K>& a) {
  return Dual<R, K>::chain(abs(a.value), sign(a.value), a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> sqrt(const Dual<R, K>& a) {
  const R root = sqrt(a.value);
  return Dual<R, K>::chain(root, R(0.5) / root, a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> positive_sqrt(const Dual<R, K>& a) {
  const R root = positive_sqrt(a.value);
  return Dual<R, K>::chain(root, positive_sqrt_slope(root), a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> exp(const Dual<R, K>& a) {
  const R e = exp(a.value);
  return Dual<R, K>::chain(e, e, a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> log(const Dual<R, K>& a) {
  return Dual<R, K>::chain(log(a.value), R(1) / a.value, a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> log1p(const Dual<R, K>& a) {
  return Dual<R, K>::chain(log1p(a.value), R(1) / (R(1) + a.value), a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> tanh(const Dual<R, K>& a) {
  const R t = tanh(a.value);
  return Dual<R, K>::chain(t, R(1) - t * t, a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> sigmoid(const Dual<R, K>& a) {
  const R y = sigmoid(a.value);
  return Dual<R, K>::chain(y, y - y * y, a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> sin(const Dual<R, K>& a) {
  R s, c;
  sincos(a.value, s, c);
  return Dual<R, K>::chain(s, c, a);
}
template <class R, int K>
EPI_INLINE Dual<R, K> cos(const Dual<R, K>& a) {
  R s, c;
  sincos(a.value, s, c);
  return Dual<R, K>::chain(c, -s, a);
}

namespace detail {

template <class R, int K>
EPI_INLINE const R& dual_value(const Dual<R, K>& x) {
  return x.value;
}
template <class T, int N>
EPI_INLINE const Pack<T, N>& dual_value(const Pack<T, N>& x) {
  return x;
}

/// sum + factor d(x)/d(direction i), where x may be a number that is not differentiated.
template <class R, int K>
EPI_INLINE R add_derivative(const R& sum, const R& factor, const Dual<R, K>& x, int i) {
  return multiply_add(factor, x.derivative[i], sum);
}
template <class R>
EPI_INLINE R add_derivative(const R& sum, const R&, const R&, int) {
  return sum;
}

/// Value, and sign (a' b + a b') + c_sign c'.
template <class R, int K, class A, class B, class C>
EPI_INLINE Dual<R, K> product_sum(const R& value, const A& a, const B& b, const C& c, bool minus_product,
                                  bool minus_c) {
  const R by_a = minus_product ? -dual_value(b) : dual_value(b);
  const R by_b = minus_product ? -dual_value(a) : dual_value(a);
  Dual<R, K> r;
  r.value = value;
  EPI_EACH_DERIVATIVE {
    R sum(0);
    if constexpr (!std::is_same_v<C, R>) sum = minus_c ? -c.derivative[i] : c.derivative[i];
    r.derivative[i] = add_derivative(add_derivative(sum, by_a, a, i), by_b, b, i);
  }
  return r;
}

template <class X>
struct DirectionsOf {
  static constexpr int kCount = 0;
};
template <class R, int K>
struct DirectionsOf<Dual<R, K>> {
  static constexpr int kCount = K;
  using type = R;
};

}  // namespace detail

// The fused sums of register_math.hpp where at least one operand is a dual number and the others may be
// packs.
#define EPI_DUAL_FUSED(name, minus_product, minus_c)                                            \
  template <class A, class B, class C,                                                          \
            int K = std::max({detail::DirectionsOf<A>::kCount, detail::DirectionsOf<B>::kCount, \
                              detail::DirectionsOf<C>::kCount}),                                \
            class = std::enable_if_t<(K > 0)>>                                                  \
  EPI_INLINE auto name(const A& a, const B& b, const C& c) {                                    \
    using R = std::decay_t<decltype(detail::dual_value(a))>;                                    \
    const R value = name(detail::dual_value(a), detail::dual_value(b), detail::dual_value(c));  \
    return detail::product_sum<R, K>(value, a, b, c, minus_product, minus_c);                   \
  }
EPI_DUAL_FUSED(multiply_add, false, false)
EPI_DUAL_FUSED(multiply_subtract, false, true)
EPI_DUAL_FUSED(negative_multiply_add, true, false)
#undef EPI_DUAL_FUSED

#undef EPI_EACH_DERIVATIVE

template <class R, int K>
struct ScalarTraits<Dual<R, K>> {
  using constant = double;
  using passive = R;
};
template <class R, int K>
struct IsScalar<Dual<R, K>> : std::true_type {};
template <class R, int K>
EPI_INLINE R value_of(const Dual<R, K>& x) {
  return x.value;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
