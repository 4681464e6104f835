#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "inline.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

/// Width of a vector register of the processor that this code is compiled for.
#if defined(__AVX512F__)
inline constexpr int kRegisterBytes = 64;
#elif defined(__AVX__)
inline constexpr int kRegisterBytes = 32;
#else
inline constexpr int kRegisterBytes = 16;
#endif

template <class T>
using IntegerOf = std::conditional_t<sizeof(T) == 8, std::int64_t, std::int32_t>;
template <class T>
using UnsignedOf = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;

template <class T, int N>
struct Vector {
  typedef T type __attribute__((vector_size(N * sizeof(T))));
};

/// N lanes as one register if they fit, otherwise as two halves: the compiler then keeps every half in
/// registers on every processor, and no lane's result depends on the width of the registers. Copies are
/// written out register by register: left to itself GCC copies through memory in smaller pieces, and every
/// load of a register then waits for several stores.
template <template <class, int> class Derived, class T, int N, class Lane,
          bool Whole = (N * static_cast<int>(sizeof(T)) <= kRegisterBytes)>
struct Storage {
  static constexpr bool kWhole = true;
  typename Vector<Lane, N>::type v;

  Storage() = default;
  EPI_INLINE Storage(const Storage& other) : v(other.v) {}
  EPI_INLINE Storage& operator=(const Storage& other) {
    v = other.v;
    return *this;
  }
};
template <template <class, int> class Derived, class T, int N, class Lane>
struct Storage<Derived, T, N, Lane, false> {
  static constexpr bool kWhole = false;
  Derived<T, N / 2> lo, hi;
};

}  // namespace detail

template <class T, int N>
struct Pack;

/// N truth values, one a lane.
template <class T, int N>
struct Mask : detail::Storage<Mask, T, N, detail::IntegerOf<T>> {
  bool lane(int i) const {
    if constexpr (Mask::kWhole) {
      return this->v[i] != 0;
    } else {
      return i < N / 2 ? this->lo.lane(i) : this->hi.lane(i - N / 2);
    }
  }
};

/// Applies f to the registers that the operands consist of, and puts the results together.
template <class F, template <class, int> class P, class T, int N, class... Rest>
EPI_INLINE auto per_register(F f, const P<T, N>& first, const Rest&... rest) {
  if constexpr (P<T, N>::kWhole) {
    return f(first, rest...);
  } else {
    auto lo = per_register(f, first.lo, rest.lo...);
    auto hi = per_register(f, first.hi, rest.hi...);
    return join(lo, hi);
  }
}

template <class T, int N>
EPI_INLINE Pack<T, 2 * N> join(const Pack<T, N>& lo, const Pack<T, N>& hi) {
  Pack<T, 2 * N> r;
  r.lo = lo;
  r.hi = hi;
  return r;
}
template <class T, int N>
EPI_INLINE Mask<T, 2 * N> join(const Mask<T, N>& lo, const Mask<T, N>& hi) {
  Mask<T, 2 * N> r;
  r.lo = lo;
  r.hi = hi;
  return r;
}

/// N numbers that are computed together, lane by lane; lanes never mix. The width is a property of the
/// program, not of the processor, so results do not depend on the latter.
template <class T, int N>
struct Pack : detail::Storage<Pack, T, N, T> {
  using Scalar = T;
  static constexpr int kWidth = N;
  using Base = detail::Storage<Pack, T, N, T>;

  Pack() = default;
  template <class U, class = std::enable_if_t<std::is_arithmetic_v<U>>>
  EPI_INLINE Pack(U value) {
    const T x = static_cast<T>(value);
    if constexpr (Base::kWhole) {
      this->v = x - typename detail::Vector<T, N>::type{};  // not 0 + x, which would lose the sign of -0
    } else {
      this->lo = Pack<T, N / 2>(x);
      this->hi = this->lo;
    }
  }

  static EPI_INLINE Pack load(const T* values) {
    Pack r;
    if constexpr (Base::kWhole) {
      std::memcpy(&r.v, values, sizeof r.v);
    } else {
      r.lo = Pack<T, N / 2>::load(values);
      r.hi = Pack<T, N / 2>::load(values + N / 2);
    }
    return r;
  }
  EPI_INLINE void store(T* values) const {
    if constexpr (Base::kWhole) {
      std::memcpy(values, &this->v, sizeof this->v);
    } else {
      this->lo.store(values);
      this->hi.store(values + N / 2);
    }
  }
  EPI_INLINE T lane(int i) const {
    T lanes[N];
    store(lanes);
    return lanes[i];
  }

  friend EPI_INLINE Pack operator+(const Pack& a, const Pack& b) {
    Pack r;
    if constexpr (Base::kWhole) {
      r.v = a.v + b.v;
    } else {
      r.lo = a.lo + b.lo;
      r.hi = a.hi + b.hi;
    }
    return r;
  }
  friend EPI_INLINE Pack operator-(const Pack& a, const Pack& b) {
    Pack r;
    if constexpr (Base::kWhole) {
      r.v = a.v - b.v;
    } else {
      r.lo = a.lo - b.lo;
      r.hi = a.hi - b.hi;
    }
    return r;
  }
  friend EPI_INLINE Pack operator*(const Pack& a, const Pack& b) {
    Pack r;
    if constexpr (Base::kWhole) {
      r.v = a.v * b.v;
    } else {
      r.lo = a.lo * b.lo;
      r.hi = a.hi * b.hi;
    }
    return r;
  }
  friend EPI_INLINE Pack operator/(const Pack& a, const Pack& b) {
    Pack r;
    if constexpr (Base::kWhole) {
      r.v = a.v / b.v;
    } else {
      r.lo = a.lo / b.lo;
      r.hi = a.hi / b.hi;
    }
    return r;
  }
  friend EPI_INLINE Pack operator-(const Pack& a) {
    return per_register([](auto x) { return x.v = -x.v, x; }, a);
  }
  EPI_INLINE Pack& operator+=(const Pack& b) { return *this = *this + b; }
  EPI_INLINE Pack& operator-=(const Pack& b) { return *this = *this - b; }
  EPI_INLINE Pack& operator*=(const Pack& b) { return *this = *this * b; }
  EPI_INLINE Pack& operator/=(const Pack& b) { return *this = *this / b; }

  friend EPI_INLINE Mask<T, N> operator<(const Pack& a, const Pack& b) {
    return per_register([](auto x, auto y) { return mask(x, x.v < y.v); }, a, b);
  }
  friend EPI_INLINE Mask<T, N> operator<=(const Pack& a, const Pack& b) {
    return per_register([](auto x, auto y) { return mask(x, x.v <= y.v); }, a, b);
  }
  friend EPI_INLINE Mask<T, N> operator>(const Pack& a, const Pack& b) { return b < a; }
  friend EPI_INLINE Mask<T, N> operator>=(const Pack& a, const Pack& b) { return b <= a; }

 private:
  template <class Lanes, int M>
  static EPI_INLINE Mask<T, M> mask(const Pack<T, M>&, const Lanes& lanes) {
    Mask<T, M> r;
    r.v = lanes;
    return r;
  }
};

template <class T, int N>
EPI_INLINE Mask<T, N> operator&&(const Mask<T, N>& a, const Mask<T, N>& b) {
  return per_register([](auto x, auto y) { return x.v = x.v & y.v, x; }, a, b);
}
template <class T, int N>
EPI_INLINE Mask<T, N> operator||(const Mask<T, N>& a, const Mask<T, N>& b) {
  return per_register([](auto x, auto y) { return x.v = x.v | y.v, x; }, a, b);
}
template <class T, int N>
EPI_INLINE Mask<T, N> operator!(const Mask<T, N>& a) {
  return per_register([](auto x) { return x.v = ~x.v, x; }, a);
}

/// Lane by lane: `a` where the mask is true, `b` where it is false.
template <class T, int N>
EPI_INLINE Pack<T, N> select(const Mask<T, N>& mask, const Pack<T, N>& a, const Pack<T, N>& b) {
  return per_register([](auto m, auto x, auto y) { return x.v = m.v ? x.v : y.v, x; }, mask, a, b);
}
template <class T, int N>
EPI_INLINE Pack<T, N> select(const Mask<T, N>& mask, const Pack<T, N>& a, double b) {
  return select(mask, a, Pack<T, N>(b));
}
template <class T, int N>
EPI_INLINE Pack<T, N> select(const Mask<T, N>& mask, double a, const Pack<T, N>& b) {
  return select(mask, Pack<T, N>(a), b);
}

/// Whether any lane is true.
template <class T, int N>
EPI_INLINE bool any(const Mask<T, N>& mask) {
  bool either = false;
  for (int i = 0; i < N; ++i) either = either || mask.lane(i);
  return either;
}

/// True in every lane that is NaN.
template <class T, int N>
EPI_INLINE Mask<T, N> is_nan(const Pack<T, N>& a) {
  return !(a <= a);
}

/// The packs that models are simulated with: rows that are worked off together, in double or single
/// precision.
using Rows8 = Pack<double, 8>;
using Rows16f = Pack<float, 16>;

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
