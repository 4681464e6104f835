#pragma once

#include <utility>

#include "dual.hpp"
#include "symbol.hpp"

namespace epi::sdk {

/// A calculation traced at compile time: its operations in order, and which of them are the results.
template <int Nodes, int Outputs>
struct Trace {
  std::array<TraceNode, Nodes> nodes{};
  std::array<std::int16_t, Outputs> outputs{};
  int slots = 0;  ///< values kept for the backward sweep

  static constexpr int kNodes = Nodes;
};

/// Worth keeping between the sweeps rather than computing twice.
constexpr bool is_expensive(Op op) {
  return op == Op::divide || op == Op::sqrt || op == Op::positive_sqrt || op == Op::exp || op == Op::log ||
         op == Op::log1p || op == Op::tanh || op == Op::sin || op == Op::cos;
}

/// The values of all nodes while a trace is expanded. Nodes that are differentiated hold an X, the others an
/// R: X is a pack for the plain calculation, a dual number over it for forward derivatives.
template <const auto& T, class R, class X>
struct TraceValues {
  X active[T.kNodes];
  R passive[T.kNodes];

  template <int I>
  EPI_INLINE auto& get() {
    if constexpr (T.nodes[I].active) {
      return active[I];
    } else {
      return passive[I];
    }
  }
};

namespace detail {

template <class R>
EPI_INLINE R truth(const Mask<typename R::Scalar, R::kWidth>& mask) {
  return select(mask, R(1), R(0));
}

template <const auto& T, int I, class R, class X>
EPI_INLINE void evaluate_node(TraceValues<T, R, X>& values) {
  constexpr TraceNode node = T.nodes[I];
  // A node without an operand names node 0 here and does not use it.
  constexpr int first = node.a < 0 ? 0 : node.a, second = node.b < 0 ? 0 : node.b;
  [[maybe_unused]] const auto& a = values.template get<first>();
  [[maybe_unused]] const auto& b = values.template get<second>();
  auto& result = values.template get<I>();
  using Result = std::decay_t<decltype(result)>;
  if constexpr (node.op == Op::constant) {
    result = R(node.constant);
  } else if constexpr (node.op == Op::add) {
    result = a + b;
  } else if constexpr (node.op == Op::subtract) {
    result = a - b;
  } else if constexpr (node.op == Op::multiply) {
    result = a * b;
  } else if constexpr (node.op == Op::divide) {
    result = a / b;
  } else if constexpr (node.op == Op::negate) {
    result = -a;
  } else if constexpr (node.op == Op::abs) {
    result = abs(a);
  } else if constexpr (node.op == Op::max) {
    result = max(Result(a), Result(b));
  } else if constexpr (node.op == Op::min) {
    result = min(Result(a), Result(b));
  } else if constexpr (node.op == Op::sqrt) {
    result = sqrt(a);
  } else if constexpr (node.op == Op::positive_sqrt) {
    result = positive_sqrt(a);
  } else if constexpr (node.op == Op::exp) {
    result = exp(a);
  } else if constexpr (node.op == Op::log) {
    result = log(a);
  } else if constexpr (node.op == Op::log1p) {
    result = log1p(a);
  } else if constexpr (node.op == Op::tanh) {
    result = tanh(a);
  } else if constexpr (node.op == Op::sin) {
    result = sin(a);
  } else if constexpr (node.op == Op::cos) {
    result = cos(a);
  } else if constexpr (node.op == Op::less) {
    result = truth<R>(value_of(a) < value_of(b));
  } else if constexpr (node.op == Op::less_equal) {
    result = truth<R>(value_of(a) <= value_of(b));
  } else if constexpr (node.op == Op::both) {
    result = a * b;
  } else if constexpr (node.op == Op::either) {
    result = max(a, b);
  } else if constexpr (node.op == Op::invert) {
    result = R(1) - a;
  } else if constexpr (node.op == Op::select) {
    result = select(a > R(0.5), Result(b), Result(values.template get<node.c>()));
  }
}

template <const auto& T, int I, class R, class X>
EPI_INLINE void forward_node(TraceValues<T, R, X>& values, R* kept) {
  evaluate_node<T, I>(values);
  if constexpr (std::is_same_v<X, R> && T.nodes[I].slot >= 0) {
    if (kept) kept[T.nodes[I].slot] = values.template get<I>();
  }
}

template <const auto& T, int I, class R>
EPI_INLINE void replay_node(TraceValues<T, R, R>& values, const R* kept) {
  if constexpr (T.nodes[I].slot >= 0) {
    values.template get<I>() = kept[T.nodes[I].slot];
  } else {
    evaluate_node<T, I>(values);
  }
}

template <const auto& T, int I, class R>
EPI_INLINE void add_adjoint(R* adjoints, const R& amount) {
  if constexpr (T.nodes[I].active) adjoints[I] += amount;
}

/// Passes the adjoint of node I on to its operands.
template <const auto& T, int I, class R>
EPI_INLINE void backward_node(TraceValues<T, R, R>& values, R* adjoints) {
  constexpr TraceNode node = T.nodes[I];
  if constexpr (node.active && node.op != Op::leaf) {
    const R g = adjoints[I];
    const R& value = values.template get<I>();
    const R& a = values.template get<node.a>();
    if constexpr (node.op == Op::add) {
      add_adjoint<T, node.a>(adjoints, g);
      add_adjoint<T, node.b>(adjoints, g);
    } else if constexpr (node.op == Op::subtract) {
      add_adjoint<T, node.a>(adjoints, g);
      add_adjoint<T, node.b>(adjoints, -g);
    } else if constexpr (node.op == Op::multiply) {
      add_adjoint<T, node.a>(adjoints, g * values.template get<node.b>());
      add_adjoint<T, node.b>(adjoints, g * a);
    } else if constexpr (node.op == Op::divide) {
      const R share = g / values.template get<node.b>();
      add_adjoint<T, node.a>(adjoints, share);
      add_adjoint<T, node.b>(adjoints, -share * value);
    } else if constexpr (node.op == Op::negate) {
      add_adjoint<T, node.a>(adjoints, -g);
    } else if constexpr (node.op == Op::abs) {
      add_adjoint<T, node.a>(adjoints, g * sign(a));
    } else if constexpr (node.op == Op::max || node.op == Op::min) {
      const R& b = values.template get<node.b>();
      const auto first = node.op == Op::max ? a > b : a < b;
      add_adjoint<T, node.a>(adjoints, select(first, g, R(0)));
      add_adjoint<T, node.b>(adjoints, select(first, R(0), g));
    } else if constexpr (node.op == Op::sqrt) {
      add_adjoint<T, node.a>(adjoints, g * (R(0.5) / value));
    } else if constexpr (node.op == Op::positive_sqrt) {
      add_adjoint<T, node.a>(adjoints, g * positive_sqrt_slope(value));
    } else if constexpr (node.op == Op::exp) {
      add_adjoint<T, node.a>(adjoints, g * value);
    } else if constexpr (node.op == Op::log) {
      add_adjoint<T, node.a>(adjoints, g / a);
    } else if constexpr (node.op == Op::log1p) {
      add_adjoint<T, node.a>(adjoints, g / (R(1) + a));
    } else if constexpr (node.op == Op::tanh) {
      add_adjoint<T, node.a>(adjoints, g * (R(1) - value * value));
    } else if constexpr (node.op == Op::sin) {
      add_adjoint<T, node.a>(adjoints, g * cos(a));
    } else if constexpr (node.op == Op::cos) {
      add_adjoint<T, node.a>(adjoints, -(g * sin(a)));
    } else if constexpr (node.op == Op::select) {
      const auto first = a > R(0.5);
      add_adjoint<T, node.b>(adjoints, select(first, g, R(0)));
      add_adjoint<T, node.c>(adjoints, select(first, R(0), g));
    }
  }
}

}  // namespace detail

/// Runs a trace whose leaves are already in `values`. `kept` [slots] receives what `replay` wants; may be
/// null.
template <const auto& T, class R, class X, std::size_t... I>
EPI_INLINE void forward(TraceValues<T, R, X>& values, R* kept, std::index_sequence<I...>) {
  (detail::forward_node<T, static_cast<int>(I)>(values, kept), ...);
}

/// Restores all values of an earlier run from its leaves and what it kept.
template <const auto& T, class R, std::size_t... I>
EPI_INLINE void replay(TraceValues<T, R, R>& values, const R* kept, std::index_sequence<I...>) {
  (detail::replay_node<T, static_cast<int>(I)>(values, kept), ...);
}

/// Sweeps from the results back to the leaves. `adjoints` [nodes] holds the seeds of the results on entry.
template <const auto& T, class R, std::size_t... I>
EPI_INLINE void backward(TraceValues<T, R, R>& values, R* adjoints, std::index_sequence<I...>) {
  (detail::backward_node<T, T.kNodes - 1 - static_cast<int>(I)>(values, adjoints), ...);
}

}  // namespace epi::sdk
