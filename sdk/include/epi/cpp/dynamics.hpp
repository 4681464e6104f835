#pragma once

#include <cmath>
#include <vector>

#include "euler_maruyama.hpp"
#include "failure.hpp"
#include "step_trace.hpp"
#include "tape.hpp"
#include "trajectory.hpp"

namespace epi::sdk {

namespace detail {

template <class M, class Real>
using PathOf = Trajectory<typename M::template State<Real>>;

template <class M, class Real, class = void>
struct PathStatisticsTakeRows : std::false_type {};
template <class M, class Real>
struct PathStatisticsTakeRows<M, Real,
                              std::void_t<decltype(std::declval<const M&>().template statistics<Real>(
                                  std::declval<const PathOf<M, Real>&>(),
                                  std::declval<const ParametersOf<M, Real>&>(), std::declval<Rows&>()))>>
    : std::true_type {};

}  // namespace detail

/// Evaluates a model that is a differential equation: integrates eight rows at a time, records the states,
/// and takes the statistics from the record. Scratch memory is kept between calls.
template <class M>
class Dynamics {
 public:
  using R = Rows8;
  using Layout = StepLayout<M>;
  using Program = StepProgram<M>;
  static constexpr int kParameters = ModelTraits<M>::kParameters;
  static constexpr int kStatistics = ModelTraits<M>::kStatistics;
  static constexpr int kUnits = Layout::kUnits;

  /// @throws Failure(EPI_E_SETTINGS) if the model's time grid is impossible.
  explicit Dynamics(const M& model) : model_(model), grid_(model.grid()) {
    if (!(grid_.dt > 0.0) || !std::isfinite(grid_.dt) || grid_.steps < 1) {
      throw Failure(EPI_E_SETTINGS,
                    "the time grid needs dt > 0 and steps >= 1, not dt = " + std::to_string(grid_.dt) +
                        ", steps = " + std::to_string(grid_.steps));
    }
    if constexpr (Layout::kConstants > 0) write_leaves(model_.constants(), uniform_.data());
    uniform_[Layout::kConstants] = grid_.dt;
    uniform_[Layout::kConstants + 1] = std::sqrt(grid_.dt);
    prepare_inputs(grid_.steps);
  }

  const TimeGrid& grid() const { return grid_; }

  /// Statistics x [S] of parameters z [P]; X is a pack or a dual over it.
  template <class X>
  void evaluate(const X* z, Rows& rows, X* x) {
    std::vector<X>& path = std::get<std::vector<X>>(paths_);
    integrate(z, rows, grid_.steps, path, nullptr);
    ParametersOf<M, X> parameters{};
    read_leaves(parameters, z);
    write_leaves(statistics<X>(path.data(), parameters, rows), x);
  }

  /// The same, recorded for `pull_back`.
  void record(const R* z, Rows& rows, R* x) {
    std::vector<R>& path = std::get<std::vector<R>>(paths_);
    kept_.resize(static_cast<std::size_t>(grid_.steps) * Program::kSlots);
    integrate(z, rows, grid_.steps, path, kept_.data());
    for (int p = 0; p < kParameters; ++p) z_[p] = z[p];

    start_tape_.clear();
    const auto start_parameters = leaves(z, start_tape_);
    write_leaves(model_.template initial<Variable<R>>(start_parameters), start_.data());

    tape_.clear();
    const auto parameters = leaves(z, tape_);
    variables_.clear();
    for (const R& value : path) variables_.push_back(Variable<R>::leaf(value, tape_));
    write_leaves(statistics<Variable<R>>(variables_.data(), parameters, rows), statistics_.data());
    for (const Variable<R>& statistic : statistics_) *x++ = statistic.value();
  }

  /// g [P] = cotangent [S] times dx/dz of the recorded calculation: the exact discrete adjoint.
  void pull_back(const R* cotangent, R* g) {
    tape_.zero_adjoints();
    for (std::size_t s = 0; s < statistics_.size(); ++s) {
      if (statistics_[s].index() >= 0) tape_.adjoint(statistics_[s].index()) += cotangent[s];
    }
    tape_.sweep();
    for (int p = 0; p < kParameters; ++p) g[p] = tape_.adjoint(p);  // the parameters are the first leaves

    std::array<R, kUnits> adjoints;
    for (int u = 0; u < kUnits; ++u) adjoints[u] = state_adjoint(grid_.steps, u);
    sweep_steps(adjoints.data(), g);

    start_tape_.zero_adjoints();
    for (std::size_t u = 0; u < start_.size(); ++u) {
      if (start_[u].index() >= 0) start_tape_.adjoint(start_[u].index()) += adjoints[u];
    }
    start_tape_.sweep();
    for (int p = 0; p < kParameters; ++p) g[p] += start_tape_.adjoint(p);
  }

  /// The states of `steps` + 1 time points, [steps + 1, units], without statistics.
  const R* run(const R* z, Rows& rows, std::int64_t steps) {
    prepare_inputs(steps);
    std::vector<R>& path = std::get<std::vector<R>>(paths_);
    integrate(z, rows, steps, path, nullptr);
    return path.data();
  }

 private:
  static constexpr std::int64_t kPollEvery = 64;  // steps: well below a millisecond for every known circuit

  template <class X>
  StatisticsOf<M, X> statistics(const X* path, const ParametersOf<M, X>& parameters,
                                [[maybe_unused]] Rows& rows) const {
    const detail::PathOf<M, X> trajectory(path, grid_.steps, grid_.dt);
    if constexpr (detail::PathStatisticsTakeRows<M, X>::value) {
      return model_.template statistics<X>(trajectory, parameters, rows);
    } else {
      return model_.template statistics<X>(trajectory, parameters);
    }
  }

  static ParametersOf<M, Variable<R>> leaves(const R* z, Tape<R>& tape) {
    ParametersOf<M, Variable<R>> parameters{};
    for_each_leaf(parameters, [&](Variable<R>& leaf) { leaf = Variable<R>::leaf(*z++, tape); });
    return parameters;
  }

  /// The inputs of all stages of `steps` steps, [steps, kInputs]; they depend on time alone.
  void prepare_inputs(std::int64_t steps) {
    if constexpr (Layout::kInputs > 0) {
      constexpr int per_stage = Layout::kInputs / Layout::kStages;
      const std::size_t known = inputs_.size() / Layout::kInputs;
      if (known >= static_cast<std::size_t>(steps)) return;
      inputs_.resize(static_cast<std::size_t>(steps) * Layout::kInputs);
      for (std::size_t k = known; k < static_cast<std::size_t>(steps); ++k) {
        double* at = inputs_.data() + k * Layout::kInputs;
        for (const double stage : M::Integrator::kStageTimes) {
          write_leaves(model_.input((static_cast<double>(k) + stage) * grid_.dt), at);
          at += per_stage;
        }
      }
    }
  }

  typename Program::Circumstances circumstances(std::int64_t k, const R* noise) const {
    return {uniform_.data(), inputs_.data() + k * Layout::kInputs, noise};
  }

  /// Draws the noise of step k into `noise` [kNoise].
  static void draw([[maybe_unused]] const Rows& rows, [[maybe_unused]] std::int64_t k,
                   [[maybe_unused]] R* noise) {
    if constexpr (Layout::kNoise > 0) {
      constexpr std::int64_t blocks = (Layout::kNoise + 1) / 2;
      for (int i = 0; i < Layout::kNoise; i += 2) {
        const auto block = static_cast<std::uint32_t>(k * blocks + i / 2);
        const NormalPair pair = rows.normal(M::Integrator::kNoiseStream, block);
        noise[i] = pair.first;
        if (i + 1 < Layout::kNoise) noise[i + 1] = pair.second;
      }
    }
  }

  /// Fills `path` [steps + 1, units]; `kept` [steps, kSlots] and the noise feed `sweep_steps`.
  template <class X>
  EPI_FLATTEN void integrate(const X* z, Rows& rows, std::int64_t steps, std::vector<X>& path, R* kept) {
    path.resize(static_cast<std::size_t>(steps + 1) * kUnits);
    noise_.resize(static_cast<std::size_t>(steps) * Layout::kNoise);
    ParametersOf<M, X> parameters{};
    read_leaves(parameters, z);
    write_leaves(model_.template initial<X>(parameters), path.data());
    X* state = path.data();
    R* noise = noise_.data();
    for (std::int64_t k = 0; k < steps; ++k) {
      if (k % kPollEvery == 0) rows.poll();
      X* next = state + kUnits;
      for (int u = 0; u < kUnits; ++u) next[u] = state[u];
      draw(rows, k, noise);
      Program::template advance<X>(next, z, circumstances(k, noise), kept);
      state = next;
      noise += Layout::kNoise;
      if (kept) kept += Program::kSlots;
    }
  }

  /// From adjoints [units] of the last state to those of the first, adding those of the parameters to g [P].
  EPI_FLATTEN void sweep_steps(R* adjoints, R* g) {
    const R* path = std::get<std::vector<R>>(paths_).data();
    for (std::int64_t k = grid_.steps; k-- > 0;) {
      Program::pull_back(path + k * kUnits, z_.data(), circumstances(k, noise_.data() + k * Layout::kNoise),
                         kept_.data() + k * Program::kSlots, adjoints, g);
      for (int u = 0; u < kUnits; ++u) adjoints[u] += state_adjoint(k, u);
    }
  }

  /// d(statistics)/d(state at time k, unit u) by the statistics alone.
  const R& state_adjoint(std::int64_t k, int u) {
    return tape_.adjoint(static_cast<std::int32_t>(kParameters + k * kUnits + u));
  }

  const M& model_;
  TimeGrid grid_;
  std::array<double, Layout::kUniform> uniform_{};
  std::vector<double> inputs_;
  std::tuple<std::vector<R>, std::vector<Dual<R, 2>>, std::vector<Dual<R, 4>>> paths_;
  std::vector<R> noise_, kept_;
  std::array<R, kParameters> z_;
  Tape<R> tape_, start_tape_;
  std::vector<Variable<R>> variables_;
  std::array<Variable<R>, kUnits> start_;
  std::array<Variable<R>, kStatistics> statistics_;
};

}  // namespace epi::sdk
