#pragma once

#include "step.hpp"
#include "trace.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

/// Runs one step of the model on symbols and returns the nodes of the new state.
template <class M>
constexpr auto record_step(Recorder& recorder) {
  using Layout = StepLayout<M>;
  const auto leaf = [&recorder](bool active) { return Symbol::leaf(recorder, active); };
  const auto fill = [&leaf](auto& fields, bool active) {
    for_each_leaf(fields, [&](Symbol& number) { number = leaf(active); });
  };
  Step<M, Symbol> step{};
  std::array<Symbol, Layout::kUnits> state{};
  for (Symbol& number : state) number = leaf(true);
  fill(step.z, true);
  fill(step.constants, false);
  step.dt = leaf(false);
  step.sqrt_dt = leaf(false);
  for (auto& input : step.input) fill(input, false);
  for (Symbol& number : step.noise) number = leaf(false);
  const auto next = M::Integrator::advance(state, step);
  std::array<std::int16_t, Layout::kUnits> outputs{};
  for (std::size_t i = 0; i < next.size(); ++i) {
    outputs[i] = static_cast<std::int16_t>(next[i].index(recorder));
  }
  return outputs;
}

/// Whether a leaf is a coupling, whose adjoint sums up over the steps.
template <class M>
constexpr bool is_coupling(int leaf) {
  return leaf >= StepLayout<M>::kFirstCoupling && leaf < StepLayout<M>::kFirstConstant;
}

template <class M>
constexpr int count_step_nodes() {
  Recorder recorder{};
  record_step<M>(recorder);
  return recorder.count;
}

/// The traced step: operations whose results nothing uses get no slot, so that the compiler can drop them.
template <class M>
constexpr auto trace_step() {
  constexpr int count = count_step_nodes<M>();
  Recorder recorder{};
  Trace<count, StepLayout<M>::kUnits> trace{};
  trace.outputs = record_step<M>(recorder);
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) trace.nodes[i] = recorder.nodes[i];
  fuse_products(trace);
  gather_lots(trace);
  plan_backward(trace, [](int leaf) { return is_coupling<M>(leaf); });
  std::array<bool, count> used{};
  for (const std::int16_t output : trace.outputs) used[output] = true;
  for (std::size_t i = static_cast<std::size_t>(count); i-- > 0;) {
    if (!used[i]) continue;
    const TraceNode& node = trace.nodes[i];
    if (node.a >= 0) used[node.a] = true;
    if (node.b >= 0) used[node.b] = true;
    if (node.c >= 0) used[node.c] = true;
  }
  for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
    TraceNode& node = trace.nodes[i];
    if (!used[i] || !node.active || !is_expensive(node.op)) continue;
    for (std::size_t u = 0; u < trace.outputs.size(); ++u) {
      if (trace.outputs[u] == static_cast<std::int16_t>(i)) node.result = static_cast<std::int16_t>(u);
    }
    if (node.result < 0) node.slot = static_cast<std::int16_t>(trace.slots++);
  }
  return trace;
}

}  // namespace detail

/// The step of a model as straight-line code over packs: plain, with forward derivatives, and backwards. All
/// three come from one trace, so that their values agree to the last bit.
///
/// R is the pack: of double or of float.
template <class M, class R>
class StepProgram {
 public:
  using Layout = StepLayout<M>;
  static constexpr auto kTrace = detail::trace_step<M>();
  static constexpr int kSlots = kTrace.slots;

  /// What a step needs besides the state. Pointers: constants and dt [kUniform], inputs [kInputs], noise
  /// [kNoise].
  struct Circumstances {
    const typename R::Scalar* uniform;
    const typename R::Scalar* inputs;
    const R* noise;
  };

  /// From `state` to `next` [units], which do not overlap. X is a pack or a dual over it. If `Keep`, `kept`
  /// [kSlots] feeds `pull_back`.
  template <bool Keep, class X>
  static EPI_INLINE void advance(const X* state, X* __restrict next, const X* couplings,
                                 const Circumstances& with, R* __restrict kept) {
    const Leaves<X> leaves{state, couplings, with};
    TraceValues<kTrace, R, X, Leaves<X>> values(leaves);
    forward<kTrace, Keep, R, X>(values, kept, std::make_index_sequence<kTrace.kNodes>{});
    collect_outputs(values, next, std::make_index_sequence<Layout::kUnits>{});
  }

  /// From d/d(new state) to d/d(old state) of `Seeds` results at once, in place, adding d/d(couplings) to
  /// `coupling_adjoints`. Consecutive numbers of state, noise and `kept` lie `Stride` packs apart: a sweep
  /// may walk through one register of wider packs.
  /// @param state  before the step, and after it the state that `advance` made of it, [2, units].
  /// @param state_adjoints  [Seeds, units].  @param coupling_adjoints  [Seeds, kCouplings].
  template <int Seeds, int Stride = 1>
  static EPI_INLINE void pull_back(const R* state, const R* couplings, const Circumstances& with,
                                   const R* kept, R* state_adjoints, R* coupling_adjoints) {
    const Leaves<R, Stride> leaves{state, couplings, with};
    TraceValues<kTrace, R, R, Leaves<R, Stride>> values(leaves);
    replay<kTrace, Stride, R>(values, state + Layout::kUnits * Stride, kept,
                              std::make_index_sequence<kTrace.kNodes>{});
#pragma GCC unroll 8
    for (int seed = 0; seed < Seeds; ++seed) {
      R adjoints[kTrace.kNodes];
      load_couplings(adjoints, coupling_adjoints, std::make_index_sequence<Layout::kCouplings>{});
      plant<0>(adjoints, state_adjoints);
      backward<kTrace, R>(values, adjoints, std::make_index_sequence<kTrace.kNodes>{});
      collect(adjoints, state_adjoints, coupling_adjoints, std::make_index_sequence<Layout::kUnits>{},
              std::make_index_sequence<Layout::kCouplings>{});
      state_adjoints += Layout::kUnits;
      coupling_adjoints += Layout::kCouplings;
    }
  }

 private:
  /// Where the leaves of the trace are.
  template <class X, int Stride = 1>
  struct Leaves {
    const X* state;
    const X* couplings;
    const Circumstances& with;

    template <int I>
    EPI_INLINE decltype(auto) get() const {
      if constexpr (I < Layout::kFirstCoupling) {
        return static_cast<const X&>(state[I * Stride]);
      } else if constexpr (I < Layout::kFirstConstant) {
        return static_cast<const X&>(couplings[I - Layout::kFirstCoupling]);
      } else if constexpr (I < Layout::kFirstInput) {
        return R(with.uniform[I - Layout::kFirstConstant]);
      } else if constexpr (I < Layout::kFirstNoise) {
        return R(with.inputs[I - Layout::kFirstInput]);
      } else {
        return static_cast<const R&>(with.noise[(I - Layout::kFirstNoise) * Stride]);
      }
    }
  };

  template <class Values, class X, std::size_t... I>
  static EPI_INLINE void collect_outputs(const Values& values, X* next, std::index_sequence<I...>) {
    ((next[I] = values.template get<kTrace.outputs[I]>()), ...);
  }
  /// Seeds the results with the adjoints of the new state. One node may be several of them.
  template <int Unit>
  static EPI_INLINE void plant(R* adjoints, const R* state_adjoints) {
    if constexpr (Unit < Layout::kUnits) {
      constexpr int node = kTrace.outputs[Unit];
      if constexpr (is_first_output(Unit)) {
        adjoints[node] = state_adjoints[Unit];
      } else {
        adjoints[node] += state_adjoints[Unit];
      }
      plant<Unit + 1>(adjoints, state_adjoints);
    }
  }
  static constexpr bool is_first_output(int unit) {
    for (int u = 0; u < unit; ++u) {
      if (kTrace.outputs[static_cast<std::size_t>(u)] == kTrace.outputs[static_cast<std::size_t>(unit)])
        return false;
    }
    return !detail::is_coupling<M>(kTrace.outputs[static_cast<std::size_t>(unit)]);
  }
  template <std::size_t... C>
  static EPI_INLINE void load_couplings(R* adjoints, const R* coupling_adjoints, std::index_sequence<C...>) {
    ((adjoints[Layout::kFirstCoupling + static_cast<int>(C)] = coupling_adjoints[C]), ...);
  }
  template <std::size_t... Unit, std::size_t... C>
  static EPI_INLINE void collect(const R* adjoints, R* state_adjoints, R* coupling_adjoints,
                                 std::index_sequence<Unit...>, std::index_sequence<C...>) {
    ((state_adjoints[Unit] = kTrace.nodes[Unit].reached ? adjoints[Unit] : R(0)), ...);
    ((coupling_adjoints[C] = adjoints[Layout::kFirstCoupling + static_cast<int>(C)]), ...);
  }
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
