#pragma once

#include "step.hpp"
#include "trace.hpp"

namespace epi::sdk {

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
  if (M::Integrator::kStochastic) {
    for (Symbol& number : step.noise) number = leaf(false);
  }
  const auto next = M::Integrator::advance(state, step);
  std::array<std::int16_t, Layout::kUnits> outputs{};
  for (std::size_t i = 0; i < next.size(); ++i) {
    outputs[i] = static_cast<std::int16_t>(next[i].index(recorder));
  }
  return outputs;
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
    if (used[i] && node.active && is_expensive(node.op)) node.slot = static_cast<std::int16_t>(trace.slots++);
  }
  return trace;
}

}  // namespace detail

/// The step of a model as straight-line code over packs: plain, with forward derivatives, and backwards. All
/// three come from one trace, so that their values agree to the last bit.
template <class M>
class StepProgram {
 public:
  using R = Rows8;
  using Layout = StepLayout<M>;
  static constexpr auto kTrace = detail::trace_step<M>();
  static constexpr int kSlots = kTrace.slots;

  /// What a step needs besides the state. Pointers: constants and dt [kUniform], inputs [kInputs], noise
  /// [kNoise].
  struct Circumstances {
    const double* uniform;
    const double* inputs;
    const R* noise;
  };

  /// Advances `state` [units]. X is a pack or a dual over it; `kept` [kSlots] feeds `pull_back`, may be null.
  template <class X>
  static EPI_INLINE void advance(X* state, const X* parameters, const Circumstances& with, R* kept) {
    TraceValues<kTrace, R, X> values;
    load(values, state, parameters, with);
    forward<kTrace, R, X>(values, kept, std::make_index_sequence<kTrace.kNodes>{});
    store(values, state, std::make_index_sequence<Layout::kUnits>{});
  }

  /// From d/d(new state) to d/d(old state), in place, adding d/d(parameters) to `parameter_adjoints`.
  static EPI_INLINE void pull_back(const R* state, const R* parameters, const Circumstances& with,
                                   const R* kept, R* state_adjoints, R* parameter_adjoints) {
    TraceValues<kTrace, R, R> values;
    load(values, state, parameters, with);
    replay<kTrace, R>(values, kept, std::make_index_sequence<kTrace.kNodes>{});
    R adjoints[kTrace.kNodes];
    seed(adjoints, state_adjoints, std::make_index_sequence<kTrace.kNodes>{},
         std::make_index_sequence<Layout::kUnits>{});
    backward<kTrace, R>(values, adjoints, std::make_index_sequence<kTrace.kNodes>{});
    collect(adjoints, state_adjoints, parameter_adjoints, std::make_index_sequence<Layout::kUnits>{},
            std::make_index_sequence<Layout::kParameters>{});
  }

 private:
  template <class X>
  static EPI_INLINE void load(TraceValues<kTrace, R, X>& values, const X* state, const X* parameters,
                              const Circumstances& with) {
    load_active<0>(values, state, std::make_index_sequence<Layout::kUnits>{});
    load_active<Layout::kFirstParameter>(values, parameters, std::make_index_sequence<Layout::kParameters>{});
    load_passive<Layout::kFirstConstant>(values, with.uniform, std::make_index_sequence<Layout::kUniform>{});
    load_passive<Layout::kFirstInput>(values, with.inputs, std::make_index_sequence<Layout::kInputs>{});
    load_passive<Layout::kFirstNoise>(values, with.noise, std::make_index_sequence<Layout::kNoise>{});
  }
  template <int First, class X, std::size_t... I>
  static EPI_INLINE void load_active(TraceValues<kTrace, R, X>& values, const X* from,
                                     std::index_sequence<I...>) {
    ((values.active[First + I] = from[I]), ...);
  }
  template <int First, class X, class Number, std::size_t... I>
  static EPI_INLINE void load_passive(TraceValues<kTrace, R, X>& values, [[maybe_unused]] const Number* from,
                                      std::index_sequence<I...>) {
    ((values.passive[First + I] = R(from[I])), ...);
  }
  template <class X, std::size_t... I>
  static EPI_INLINE void store(TraceValues<kTrace, R, X>& values, X* state, std::index_sequence<I...>) {
    ((state[I] = values.template get<kTrace.outputs[I]>()), ...);
  }
  template <std::size_t... Node, std::size_t... Unit>
  static EPI_INLINE void seed(R* adjoints, const R* state_adjoints, std::index_sequence<Node...>,
                              std::index_sequence<Unit...>) {
    ((adjoints[Node] = R(0)), ...);
    ((adjoints[kTrace.outputs[Unit]] += state_adjoints[Unit]), ...);
  }
  template <std::size_t... Unit, std::size_t... P>
  static EPI_INLINE void collect(const R* adjoints, R* state_adjoints, R* parameter_adjoints,
                                 std::index_sequence<Unit...>, std::index_sequence<P...>) {
    ((state_adjoints[Unit] = adjoints[Unit]), ...);
    ((parameter_adjoints[P] += adjoints[Layout::kFirstParameter + static_cast<int>(P)]), ...);
  }
};

}  // namespace epi::sdk
