#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "functions.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The operations that a traced calculation may consist of.
enum class Op : std::int8_t {
  constant,
  leaf,
  add,
  subtract,
  multiply,
  divide,
  multiply_add,           // a b + c
  multiply_subtract,      // a b - c
  negative_multiply_add,  // c - a b
  negate,
  abs,
  max,
  min,
  sqrt,
  positive_sqrt,
  exp,
  log,
  log1p,
  tanh,
  sigmoid,
  sin,
  cos,
  less,
  less_equal,
  both,
  either,
  invert,
  select
};

/// One operation of a traced calculation. Operands are indices of earlier nodes, -1: none.
struct TraceNode {
  Op op = Op::constant;
  std::int16_t a = -1, b = -1, c = -1;
  double constant = 0.0;
  bool active = false;       ///< depends on something that is differentiated
  std::int16_t slot = -1;    ///< where the value is kept for the backward sweep, -1: not kept by itself
  std::int16_t result = -1;  ///< which result is the value; without it and a slot it is computed again
  /// Nodes of one function that follow each other and do not need each other: how many from the first of them
  /// to this one, and in all.
  std::int16_t run_position = 0, run_length = 1;
  bool reached = false;  ///< a backward sweep gives it an adjoint
  /// Of the operands a, b, c: this node is the first in a backward sweep to add to its adjoint.
  std::array<bool, 3> first{};
};

/// The most operations that one step of a model may have.
inline constexpr int kMaxTraceNodes = 4096;

/// The list that symbols write to, at compile time.
struct Recorder {
  std::array<TraceNode, kMaxTraceNodes> nodes{};
  int count = 0;

  constexpr int push(const TraceNode& node) {
    if (count == kMaxTraceNodes) throw "a step has more operations than kMaxTraceNodes";
    nodes[count] = node;
    return count++;
  }
};

/// A number of a traced calculation: a node of the recorder, or a known constant if there is no recorder yet.
class Symbol {
 public:
  constexpr Symbol() : Symbol(0.0) {}
  constexpr Symbol(double constant) : recorder_(nullptr), index_(-1), constant_(constant) {}

  static constexpr Symbol leaf(Recorder& recorder, bool active) {
    TraceNode node;
    node.op = Op::leaf;
    node.active = active;
    return Symbol(&recorder, recorder.push(node));
  }
  /// The node of this symbol; a constant becomes one.
  constexpr int index(Recorder& recorder) const {
    if (recorder_) return index_;
    TraceNode node;
    node.constant = constant_;
    return recorder.push(node);
  }

  static constexpr Symbol apply(Op op, const Symbol& a) { return apply(op, a, Symbol(), Symbol()); }
  static constexpr Symbol apply(Op op, const Symbol& a, const Symbol& b) { return apply(op, a, b, Symbol()); }
  static constexpr Symbol apply(Op op, const Symbol& a, const Symbol& b, const Symbol& c) {
    Recorder* recorder = a.recorder_ ? a.recorder_ : b.recorder_ ? b.recorder_ : c.recorder_;
    if (!recorder) throw "a function of constants alone: write its value as a number";
    const bool binary = op == Op::add || op == Op::subtract || op == Op::multiply || op == Op::divide ||
                        op == Op::max || op == Op::min || op == Op::less || op == Op::less_equal ||
                        op == Op::both || op == Op::either;
    TraceNode node;
    node.op = op;
    node.a = static_cast<std::int16_t>(a.index(*recorder));
    if (binary || op == Op::select) node.b = static_cast<std::int16_t>(b.index(*recorder));
    if (op == Op::select) node.c = static_cast<std::int16_t>(c.index(*recorder));
    const bool truth =
        op == Op::less || op == Op::less_equal || op == Op::both || op == Op::either || op == Op::invert;
    node.active = !truth && (is_active(*recorder, node.a) || is_active(*recorder, node.b) ||
                             is_active(*recorder, node.c));
    return Symbol(recorder, recorder->push(node));
  }

  friend constexpr Symbol operator-(const Symbol& a) {
    return a.recorder_ ? apply(Op::negate, a) : Symbol(-a.constant_);
  }
  friend constexpr Symbol operator+(const Symbol& a, const Symbol& b) {
    return both_constant(a, b) ? Symbol(a.constant_ + b.constant_) : apply(Op::add, a, b);
  }
  friend constexpr Symbol operator-(const Symbol& a, const Symbol& b) {
    return both_constant(a, b) ? Symbol(a.constant_ - b.constant_) : apply(Op::subtract, a, b);
  }
  friend constexpr Symbol operator*(const Symbol& a, const Symbol& b) {
    return both_constant(a, b) ? Symbol(a.constant_ * b.constant_) : apply(Op::multiply, a, b);
  }
  friend constexpr Symbol operator/(const Symbol& a, const Symbol& b) {
    return both_constant(a, b) ? Symbol(a.constant_ / b.constant_) : apply(Op::divide, a, b);
  }
  constexpr Symbol& operator+=(const Symbol& b) { return *this = *this + b; }
  constexpr Symbol& operator-=(const Symbol& b) { return *this = *this - b; }
  constexpr Symbol& operator*=(const Symbol& b) { return *this = *this * b; }
  constexpr Symbol& operator/=(const Symbol& b) { return *this = *this / b; }

 private:
  constexpr Symbol(Recorder* recorder, int index) : recorder_(recorder), index_(index), constant_(0.0) {}
  static constexpr bool both_constant(const Symbol& a, const Symbol& b) {
    return !a.recorder_ && !b.recorder_;
  }
  static constexpr bool is_active(const Recorder& recorder, int index) {
    return index >= 0 && recorder.nodes[index].active;
  }

  Recorder* recorder_;
  int index_;  ///< of the node, if there is a recorder
  double constant_;
};

/// A truth value of a traced calculation.
struct SymbolMask {
  Symbol truth;
};

constexpr SymbolMask operator<(const Symbol& a, const Symbol& b) {
  return {Symbol::apply(Op::less, a, b)};
}
constexpr SymbolMask operator<=(const Symbol& a, const Symbol& b) {
  return {Symbol::apply(Op::less_equal, a, b)};
}
constexpr SymbolMask operator>(const Symbol& a, const Symbol& b) {
  return b < a;
}
constexpr SymbolMask operator>=(const Symbol& a, const Symbol& b) {
  return b <= a;
}
constexpr SymbolMask operator&&(const SymbolMask& a, const SymbolMask& b) {
  return {Symbol::apply(Op::both, a.truth, b.truth)};
}
constexpr SymbolMask operator||(const SymbolMask& a, const SymbolMask& b) {
  return {Symbol::apply(Op::either, a.truth, b.truth)};
}
constexpr SymbolMask operator!(const SymbolMask& a) {
  return {Symbol::apply(Op::invert, a.truth)};
}
constexpr Symbol select(const SymbolMask& mask, const Symbol& a, const Symbol& b) {
  return Symbol::apply(Op::select, mask.truth, a, b);
}

constexpr Symbol abs(const Symbol& a) {
  return Symbol::apply(Op::abs, a);
}
constexpr Symbol max(const Symbol& a, const Symbol& b) {
  return Symbol::apply(Op::max, a, b);
}
constexpr Symbol min(const Symbol& a, const Symbol& b) {
  return Symbol::apply(Op::min, a, b);
}
constexpr Symbol sqrt(const Symbol& a) {
  return Symbol::apply(Op::sqrt, a);
}
constexpr Symbol positive_sqrt(const Symbol& a) {
  return Symbol::apply(Op::positive_sqrt, a);
}
constexpr Symbol exp(const Symbol& a) {
  return Symbol::apply(Op::exp, a);
}
constexpr Symbol log(const Symbol& a) {
  return Symbol::apply(Op::log, a);
}
constexpr Symbol log1p(const Symbol& a) {
  return Symbol::apply(Op::log1p, a);
}
constexpr Symbol tanh(const Symbol& a) {
  return Symbol::apply(Op::tanh, a);
}
constexpr Symbol sigmoid(const Symbol& a) {
  return Symbol::apply(Op::sigmoid, a);
}
constexpr Symbol sin(const Symbol& a) {
  return Symbol::apply(Op::sin, a);
}
constexpr Symbol cos(const Symbol& a) {
  return Symbol::apply(Op::cos, a);
}

template <>
struct ScalarTraits<Symbol> {
  using constant = Symbol;
  using passive = Symbol;
};
template <>
struct IsScalar<Symbol> : std::true_type {};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
