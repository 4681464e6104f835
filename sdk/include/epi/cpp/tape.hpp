#pragma once

#include <cstdint>
#include <vector>

#include "functions.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// A record of a calculation over packs, written while it runs and swept backwards for derivatives (reverse
/// mode). Storage is kept between calculations, so that a warm tape allocates nothing.
template <class R>
class Tape {
 public:
  /// One operation: its operands (-1: none) and the derivatives of its result by them.
  struct Node {
    std::int32_t a, b;
    R by_a, by_b;
  };

  void clear() { nodes_.clear(); }
  std::int32_t record(std::int32_t a, const R& by_a, std::int32_t b, const R& by_b) {
    nodes_.push_back({a, b, by_a, by_b});
    return static_cast<std::int32_t>(nodes_.size() - 1);
  }
  std::int32_t leaf() { return record(-1, R(0), -1, R(0)); }

  /// Starts a backward sweep with all adjoints zero.
  void zero_adjoints() { adjoints_.assign(nodes_.size(), R(0)); }
  /// The adjoint of a node; what is added before `sweep` is the seed. Index -1 (a constant) has none.
  R& adjoint(std::int32_t index) { return adjoints_[index]; }
  void sweep() {
    for (std::size_t i = nodes_.size(); i-- > 0;) {
      const Node& node = nodes_[i];
      if (node.a >= 0) adjoint(node.a) += adjoints_[i] * node.by_a;
      if (node.b >= 0) adjoint(node.b) += adjoints_[i] * node.by_b;
    }
  }

 private:
  std::vector<Node> nodes_;
  std::vector<R> adjoints_;
};

/// A number whose history is on a tape; one without a tape is a constant.
template <class R>
class Variable {
 public:
  Variable() : value_(0) {}
  Variable(const R& value) : value_(value) {}
  template <class U, class = std::enable_if_t<std::is_arithmetic_v<U>>>
  Variable(U value) : value_(value) {}

  /// A new independent variable.
  static Variable leaf(const R& value, Tape<R>& tape) { return Variable(value, &tape, tape.leaf()); }

  const R& value() const { return value_; }
  std::int32_t index() const { return index_; }

  /// f(a) with the value f and the slope f'.
  static EPI_INLINE Variable chain(const R& f, const R& slope, const Variable& a) {
    if (!a.tape_) return f;
    return Variable(f, a.tape_, a.tape_->record(a.index_, slope, -1, slope));
  }
  /// f(a, b) with its two partial derivatives.
  static EPI_INLINE Variable chain(const R& f, const R& by_a, const Variable& a, const R& by_b,
                                   const Variable& b) {
    Tape<R>* tape = a.tape_ ? a.tape_ : b.tape_;
    if (!tape) return f;
    return Variable(f, tape, tape->record(a.index_, by_a, b.index_, by_b));
  }

  friend Variable operator-(const Variable& a) { return chain(-a.value_, R(-1), a); }
  friend Variable operator+(const Variable& a, const Variable& b) {
    return chain(a.value_ + b.value_, R(1), a, R(1), b);
  }
  friend Variable operator-(const Variable& a, const Variable& b) {
    return chain(a.value_ - b.value_, R(1), a, R(-1), b);
  }
  friend Variable operator*(const Variable& a, const Variable& b) {
    return chain(a.value_ * b.value_, b.value_, a, a.value_, b);
  }
  friend Variable operator/(const Variable& a, const Variable& b) {
    const R quotient = a.value_ / b.value_, inverse = R(1) / b.value_;
    return chain(quotient, inverse, a, -quotient * inverse, b);
  }
  Variable& operator+=(const Variable& b) { return *this = *this + b; }
  Variable& operator-=(const Variable& b) { return *this = *this - b; }
  Variable& operator*=(const Variable& b) { return *this = *this * b; }
  Variable& operator/=(const Variable& b) { return *this = *this / b; }

  friend auto operator<(const Variable& a, const Variable& b) { return a.value_ < b.value_; }
  friend auto operator<=(const Variable& a, const Variable& b) { return a.value_ <= b.value_; }
  friend auto operator>(const Variable& a, const Variable& b) { return a.value_ > b.value_; }
  friend auto operator>=(const Variable& a, const Variable& b) { return a.value_ >= b.value_; }

 private:
  Variable(const R& value, Tape<R>* tape, std::int32_t index) : value_(value), tape_(tape), index_(index) {}

  R value_;
  Tape<R>* tape_ = nullptr;
  std::int32_t index_ = -1;
};

template <class M, class R>
Variable<R> select(const M& mask, const Variable<R>& a, const Variable<R>& b) {
  const R one(1), zero(0);
  return Variable<R>::chain(select(mask, a.value(), b.value()), select(mask, one, zero), a,
                            select(mask, zero, one), b);
}
template <class M, class R>
Variable<R> select(const M& mask, const Variable<R>& a, double b) {
  return select(mask, a, Variable<R>(b));
}
template <class M, class R>
Variable<R> select(const M& mask, double a, const Variable<R>& b) {
  return select(mask, Variable<R>(a), b);
}
template <class R>
Variable<R> max(const Variable<R>& a, const Variable<R>& b) {
  return select(a > b, a, b);
}
template <class R>
Variable<R> min(const Variable<R>& a, const Variable<R>& b) {
  return select(a < b, a, b);
}
/// The derivative at 0 is 0.
template <class R>
Variable<R> abs(const Variable<R>& a) {
  return Variable<R>::chain(abs(a.value()), sign(a.value()), a);
}
template <class R>
Variable<R> sqrt(const Variable<R>& a) {
  const R root = sqrt(a.value());
  return Variable<R>::chain(root, R(0.5) / root, a);
}
template <class R>
Variable<R> positive_sqrt(const Variable<R>& a) {
  const R root = positive_sqrt(a.value());
  return Variable<R>::chain(root, positive_sqrt_slope(root), a);
}
template <class R>
Variable<R> exp(const Variable<R>& a) {
  const R e = exp(a.value());
  return Variable<R>::chain(e, e, a);
}
template <class R>
Variable<R> log(const Variable<R>& a) {
  return Variable<R>::chain(log(a.value()), R(1) / a.value(), a);
}
template <class R>
Variable<R> log1p(const Variable<R>& a) {
  return Variable<R>::chain(log1p(a.value()), R(1) / (R(1) + a.value()), a);
}
template <class R>
Variable<R> tanh(const Variable<R>& a) {
  const R t = tanh(a.value());
  return Variable<R>::chain(t, R(1) - t * t, a);
}
template <class R>
Variable<R> sigmoid(const Variable<R>& a) {
  const R y = sigmoid(a.value());
  return Variable<R>::chain(y, y - y * y, a);
}
template <class R>
Variable<R> sin(const Variable<R>& a) {
  R s, c;
  sincos(a.value(), s, c);
  return Variable<R>::chain(s, c, a);
}
template <class R>
Variable<R> cos(const Variable<R>& a) {
  R s, c;
  sincos(a.value(), s, c);
  return Variable<R>::chain(c, -s, a);
}

template <class R>
struct ScalarTraits<Variable<R>> {
  using constant = double;
  using passive = R;
};
template <class R>
struct IsScalar<Variable<R>> : std::true_type {};
template <class R>
R value_of(const Variable<R>& x) {
  return x.value();
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
