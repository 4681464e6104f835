#pragma once

#include <utility>

#include "dual.hpp"
#include "symbol.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

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
         op == Op::log1p || op == Op::tanh || op == Op::sigmoid || op == Op::sin || op == Op::cos;
}

/// Fuses products with the sums that they go into, where nothing else wants the product.
template <int Nodes, int Outputs>
constexpr void fuse_products(Trace<Nodes, Outputs>& trace) {
  std::array<int, Nodes> uses{};
  const auto use = [&uses](std::int16_t operand) {
    if (operand >= 0) ++uses[static_cast<std::size_t>(operand)];
  };
  for (const TraceNode& node : trace.nodes) {
    use(node.a);
    use(node.b);
    use(node.c);
  }
  for (const std::int16_t output : trace.outputs) use(output);
  const auto is_free_product = [&](std::int16_t operand) {
    const std::size_t i = static_cast<std::size_t>(operand);
    return trace.nodes[i].op == Op::multiply && uses[i] == 1;
  };
  for (TraceNode& node : trace.nodes) {
    if (node.op != Op::add && node.op != Op::subtract) continue;
    const bool minus = node.op == Op::subtract;
    const bool first = is_free_product(node.a);
    if (!first && !is_free_product(node.b)) continue;
    const TraceNode& product = trace.nodes[static_cast<std::size_t>(first ? node.a : node.b)];
    node.c = first ? node.b : node.a;
    node.op = !minus ? Op::multiply_add : first ? Op::multiply_subtract : Op::negative_multiply_add;
    node.a = product.a;
    node.b = product.b;
  }
}

/// Functions that are worked off in lots (lockstep.hpp).
constexpr bool comes_in_lots(Op op) {
  return op == Op::exp || op == Op::tanh || op == Op::sigmoid;
}

/// Puts nodes of one such function that do not need each other next to each other. A node keeps its place
/// among those of its kind, so leaves stay first.
template <int Nodes, int Outputs>
constexpr void gather_lots(Trace<Nodes, Outputs>& trace) {
  // The stage of a node: how many of these functions one after the other its operands have behind them.
  std::array<int, Nodes> stage{};
  int last_stage = 0;
  const auto after = [&](std::int16_t operand) {
    if (operand < 0) return 0;
    const std::size_t i = static_cast<std::size_t>(operand);
    return stage[i] + (comes_in_lots(trace.nodes[i].op) ? 1 : 0);
  };
  for (std::size_t i = 0; i < stage.size(); ++i) {
    const TraceNode& node = trace.nodes[i];
    for (const std::int16_t operand : {node.a, node.b, node.c}) {
      stage[i] = after(operand) > stage[i] ? after(operand) : stage[i];
    }
    last_stage = stage[i] > last_stage ? stage[i] : last_stage;
  }
  std::array<TraceNode, Nodes> sorted{};
  std::array<std::int16_t, Nodes> place{};
  std::size_t next = 0;
  const auto take = [&](std::size_t i) {
    sorted[next] = trace.nodes[i];
    place[i] = static_cast<std::int16_t>(next++);
  };
  for (int s = 0; s <= last_stage; ++s) {
    for (std::size_t i = 0; i < stage.size(); ++i) {
      if (stage[i] == s && !comes_in_lots(trace.nodes[i].op)) take(i);
    }
    for (const Op op : {Op::exp, Op::tanh, Op::sigmoid}) {
      for (const bool active : {true, false}) {
        const std::size_t first = next;
        for (std::size_t i = 0; i < stage.size(); ++i) {
          if (stage[i] == s && trace.nodes[i].op == op && trace.nodes[i].active == active) take(i);
        }
        for (std::size_t k = first; k < next; ++k) {
          sorted[k].run_position = static_cast<std::int16_t>(k - first);
          sorted[k].run_length = static_cast<std::int16_t>(next - first);
        }
      }
    }
  }
  const auto moved = [&place](std::int16_t operand) {
    return operand < 0 ? operand : place[static_cast<std::size_t>(operand)];
  };
  for (TraceNode& node : sorted) {
    node.a = moved(node.a);
    node.b = moved(node.b);
    node.c = moved(node.c);
  }
  trace.nodes = sorted;
  for (std::int16_t& output : trace.outputs) output = moved(output);
}

/// Notes what a backward sweep reaches, and who is the first to add to an adjoint: that one need not add to
/// zero.
/// @param accumulated  whether the adjoint of a leaf goes on from what earlier sweeps left.
template <int Nodes, int Outputs, class Accumulated>
constexpr void plan_backward(Trace<Nodes, Outputs>& trace, const Accumulated& accumulated) {
  for (std::size_t i = 0; i < static_cast<std::size_t>(Nodes); ++i) {
    TraceNode& node = trace.nodes[i];
    node.reached = node.op == Op::leaf && node.active && accumulated(static_cast<int>(i));
  }
  for (const std::int16_t output : trace.outputs) {
    TraceNode& node = trace.nodes[static_cast<std::size_t>(output)];
    if (node.active) node.reached = true;
  }
  for (std::size_t i = static_cast<std::size_t>(Nodes); i-- > 0;) {
    TraceNode& node = trace.nodes[i];
    if (!node.reached || node.op == Op::leaf) continue;
    const std::array<std::int16_t, 3> operands{node.a, node.b, node.c};
    for (std::size_t k = node.op == Op::select ? 1 : 0; k < 3; ++k) {
      if (operands[k] < 0) continue;
      TraceNode& operand = trace.nodes[static_cast<std::size_t>(operands[k])];
      if (!operand.active) continue;
      node.first[k] = !operand.reached;
      operand.reached = true;
    }
  }
}

/// The values of all nodes while a trace is expanded. Nodes that are differentiated hold an X, the others an
/// R: X is a pack for the plain calculation, a dual number over it for forward derivatives. Leaves stay where
/// they are: `Leaves` has a get<I>() for each.
template <const auto& T, class R, class X, class Leaves>
struct TraceValues {
  const Leaves& leaves;
  X active[T.kNodes];
  R passive[T.kNodes];

  explicit EPI_INLINE TraceValues(const Leaves& from) : leaves(from) {}

  template <int I>
  EPI_INLINE decltype(auto) get() const {
    if constexpr (T.nodes[I].op == Op::leaf) {
      return leaves.template get<I>();
    } else if constexpr (T.nodes[I].active) {
      return static_cast<const X&>(active[I]);
    } else {
      return static_cast<const R&>(passive[I]);
    }
  }
  template <int I>
  EPI_INLINE auto& place() {
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

template <const auto& T, int I, class R, class X, class Leaves>
EPI_INLINE void evaluate_node(TraceValues<T, R, X, Leaves>& values) {
  constexpr TraceNode node = T.nodes[I];
  if constexpr (node.op != Op::leaf) {
    // A node without an operand names node 0 here and does not use it.
    constexpr int first = node.a < 0 ? 0 : node.a, second = node.b < 0 ? 0 : node.b,
                  third = node.c < 0 ? 0 : node.c;
    [[maybe_unused]] const auto& a = values.template get<first>();
    [[maybe_unused]] const auto& b = values.template get<second>();
    [[maybe_unused]] const auto& c = values.template get<third>();
    auto& result = values.template place<I>();
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
    } else if constexpr (node.op == Op::multiply_add) {
      result = multiply_add(a, b, c);
    } else if constexpr (node.op == Op::multiply_subtract) {
      result = multiply_subtract(a, b, c);
    } else if constexpr (node.op == Op::negative_multiply_add) {
      result = negative_multiply_add(a, b, c);
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
    } else if constexpr (node.op == Op::sigmoid) {
      result = sigmoid(a);
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
      result = select(a > R(0.5), Result(b), Result(c));
    }
  }
}

template <Op>
struct LotFunction;
template <>
struct LotFunction<Op::exp> {
  using type = Exp;
  template <class R>
  static EPI_INLINE R slope(const R& y) {
    return y;
  }
};
template <>
struct LotFunction<Op::tanh> {
  using type = Tanh;
  template <class R>
  static EPI_INLINE R slope(const R& y) {
    return R(1) - y * y;
  }
};
template <>
struct LotFunction<Op::sigmoid> {
  using type = Sigmoid;
  template <class R>
  static EPI_INLINE R slope(const R& y) {
    return y - y * y;
  }
};

/// Node I and the ones after it that are worked off with it.
template <const auto& T, int I, class R, class X, class Leaves, std::size_t... Offset>
EPI_INLINE void evaluate_lot(TraceValues<T, R, X, Leaves>& values, std::index_sequence<Offset...>) {
  constexpr Op op = T.nodes[I].op;
  R lot[sizeof...(Offset)] = {value_of(values.template get<T.nodes[I + static_cast<int>(Offset)].a>())...};
  apply_to_lot<typename LotFunction<op>::type, static_cast<int>(sizeof...(Offset))>(lot);
  const auto finish = [&values](auto node, const R& y) {
    constexpr int index = decltype(node)::value;
    using Result = std::decay_t<decltype(values.template place<index>())>;
    if constexpr (std::is_same_v<Result, R>) {
      values.template place<index>() = y;
    } else {
      values.template place<index>() =
          Result::chain(y, LotFunction<op>::slope(y), values.template get<T.nodes[index].a>());
    }
  };
  (finish(std::integral_constant<int, I + static_cast<int>(Offset)>{}, lot[Offset]), ...);
}

template <const auto& T, int I, bool Keep, class R, class X, class Leaves>
EPI_INLINE void forward_node(TraceValues<T, R, X, Leaves>& values, [[maybe_unused]] R* kept) {
  constexpr TraceNode node = T.nodes[I];
  if constexpr (!comes_in_lots(node.op)) {
    evaluate_node<T, I>(values);
  } else if constexpr (node.run_position % kLot<R> == 0) {
    constexpr int left = node.run_length - node.run_position;
    evaluate_lot<T, I>(values, std::make_index_sequence<(left < kLot<R> ? left : kLot<R>)>{});
  }
  if constexpr (Keep && T.nodes[I].slot >= 0) kept[T.nodes[I].slot] = values.template get<I>();
}

template <const auto& T, int I, int Stride, class R, class Leaves>
EPI_INLINE void replay_node(TraceValues<T, R, R, Leaves>& values, [[maybe_unused]] const R* results,
                            [[maybe_unused]] const R* kept) {
  if constexpr (T.nodes[I].result >= 0) {
    values.template place<I>() = results[T.nodes[I].result * Stride];
  } else if constexpr (T.nodes[I].slot >= 0) {
    values.template place<I>() = kept[T.nodes[I].slot * Stride];
  } else {
    evaluate_node<T, I>(values);
  }
}

/// Adds to the adjoint of node I.
template <const auto& T, int I, bool First, class R>
EPI_INLINE void add_adjoint(R* adjoints, const R& amount) {
  if constexpr (T.nodes[I].active) {
    if constexpr (First) {
      adjoints[I] = amount;
    } else {
      adjoints[I] += amount;
    }
  }
}
/// Adds g x.
template <const auto& T, int I, bool First, class R>
EPI_INLINE void add_adjoint(R* adjoints, const R& g, const R& x) {
  if constexpr (T.nodes[I].active) {
    if constexpr (First) {
      adjoints[I] = g * x;
    } else {
      adjoints[I] = multiply_add(g, x, adjoints[I]);
    }
  }
}

/// Passes the adjoint of node I on to its operands.
template <const auto& T, int I, class R, class Leaves>
EPI_INLINE void backward_node(const TraceValues<T, R, R, Leaves>& values, R* adjoints) {
  constexpr TraceNode node = T.nodes[I];
  if constexpr (node.reached && node.op != Op::leaf) {
    const R g = adjoints[I];
    const R& value = values.template get<I>();
    const R& a = values.template get<node.a>();
    if constexpr (node.op == Op::add) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g);
      add_adjoint<T, node.b, node.first[1]>(adjoints, g);
    } else if constexpr (node.op == Op::subtract) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g);
      add_adjoint<T, node.b, node.first[1]>(adjoints, -g);
    } else if constexpr (node.op == Op::multiply) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, values.template get<node.b>());
      add_adjoint<T, node.b, node.first[1]>(adjoints, g, a);
    } else if constexpr (node.op == Op::multiply_add || node.op == Op::multiply_subtract) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, values.template get<node.b>());
      add_adjoint<T, node.b, node.first[1]>(adjoints, g, a);
      add_adjoint<T, node.c, node.first[2]>(adjoints, node.op == Op::multiply_add ? g : -g);
    } else if constexpr (node.op == Op::negative_multiply_add) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, -g, values.template get<node.b>());
      add_adjoint<T, node.b, node.first[1]>(adjoints, -g, a);
      add_adjoint<T, node.c, node.first[2]>(adjoints, g);
    } else if constexpr (node.op == Op::divide) {
      const R share = g / values.template get<node.b>();
      add_adjoint<T, node.a, node.first[0]>(adjoints, share);
      add_adjoint<T, node.b, node.first[1]>(adjoints, -share, value);
    } else if constexpr (node.op == Op::negate) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, -g);
    } else if constexpr (node.op == Op::abs) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, sign(a));
    } else if constexpr (node.op == Op::max || node.op == Op::min) {
      const R& b = values.template get<node.b>();
      const auto first = node.op == Op::max ? a > b : a < b;
      add_adjoint<T, node.a, node.first[0]>(adjoints, select(first, g, R(0)));
      add_adjoint<T, node.b, node.first[1]>(adjoints, select(first, R(0), g));
    } else if constexpr (node.op == Op::sqrt) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, R((R(0.5) / value)));
    } else if constexpr (node.op == Op::positive_sqrt) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, R(positive_sqrt_slope(value)));
    } else if constexpr (node.op == Op::exp) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, value);
    } else if constexpr (node.op == Op::log) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g / a);
    } else if constexpr (node.op == Op::log1p) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g / (R(1) + a));
    } else if constexpr (node.op == Op::tanh) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, R((R(1) - value * value)));
    } else if constexpr (node.op == Op::sigmoid) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, value - value * value);
    } else if constexpr (node.op == Op::sin) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, g, R(cos(a)));
    } else if constexpr (node.op == Op::cos) {
      add_adjoint<T, node.a, node.first[0]>(adjoints, -(g * sin(a)));
    } else if constexpr (node.op == Op::select) {
      const auto first = a > R(0.5);
      add_adjoint<T, node.b, node.first[1]>(adjoints, select(first, g, R(0)));
      add_adjoint<T, node.c, node.first[2]>(adjoints, select(first, R(0), g));
    }
  }
}

}  // namespace detail

/// Runs a trace. If `Keep`, `kept` [slots] receives what `replay` wants.
template <const auto& T, bool Keep, class R, class X, class Leaves, std::size_t... I>
EPI_INLINE void forward(TraceValues<T, R, X, Leaves>& values, R* kept, std::index_sequence<I...>) {
  (detail::forward_node<T, static_cast<int>(I), Keep>(values, kept), ...);
}

/// Restores all values of an earlier run from its leaves, its results and what it kept, `Stride` packs apart.
template <const auto& T, int Stride, class R, class Leaves, std::size_t... I>
EPI_INLINE void replay(TraceValues<T, R, R, Leaves>& values, const R* results, const R* kept,
                       std::index_sequence<I...>) {
  (detail::replay_node<T, static_cast<int>(I), Stride>(values, results, kept), ...);
}

/// Sweeps from the results back to the leaves. `adjoints` [nodes] holds the seeds of the results on entry.
template <const auto& T, class R, class Leaves, std::size_t... I>
EPI_INLINE void backward(const TraceValues<T, R, R, Leaves>& values, R* adjoints, std::index_sequence<I...>) {
  (detail::backward_node<T, T.kNodes - 1 - static_cast<int>(I)>(values, adjoints), ...);
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
