#pragma once

#include <vector>

#include "couplings.hpp"
#include "schedule.hpp"
#include "start.hpp"
#include "trajectory.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

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

/// Draws the noise of step k into `noise` [kNoise].
/// @param normal  (stream, block) -> NormalPair<R>.
template <class M, class R, class Normal>
void draw_step_noise(std::int64_t k, R* noise, const Normal& normal) {
  constexpr int draws = StepLayout<M>::kNoise;
  constexpr std::int64_t blocks = (draws + 1) / 2;
  for (int i = 0; i < draws; i += 2) {
    const NormalPair<R> pair = normal(static_cast<std::uint32_t>(k * blocks + i / 2));
    noise[i] = pair.first;
    if (i + 1 < draws) noise[i + 1] = pair.second;
  }
}

/// Evaluates a model that is a differential equation or an update rule: integrates a pack of rows at a time,
/// records the states, and takes the statistics from the record. Scratch memory is kept between calls.
template <class M, class Pack>
class Dynamics {
 public:
  using R = Pack;
  using Layout = StepLayout<M>;
  using Program = StepProgram<M, R>;
  static constexpr int kParameters = ModelTraits<M>::kParameters;
  static constexpr int kStatistics = ModelTraits<M>::kStatistics;
  static constexpr int kUnits = Layout::kUnits;
  /// Up to this many parameters forward derivatives are cheaper than a backward sweep.
  static constexpr int kMostTangents = 4;

  /// @throws Failure(EPI_E_SETTINGS) if the model's time grid is impossible.
  explicit Dynamics(const M& model) : model_(model), schedule_(model), couplings_(model), start_(model) {}

  /// Statistics x [S] of parameters z [P]; X is a pack or a dual over it.
  template <class X>
  void evaluate(const X* z, Rows& rows, X* x) {
    std::vector<X>& path = std::get<std::vector<X>>(paths_);
    integrate<false>(z, rows, steps(), path, nullptr);
    ParametersOf<M, X> parameters{};
    read_leaves(parameters, z);
    write_leaves(statistics<X>(path.data(), parameters, rows), x);
  }

  /// The same, recorded for `pull_back`.
  void record(const R* z, Rows& rows, R* x) {
    std::vector<R>& path = std::get<std::vector<R>>(paths_);
    kept_.resize(static_cast<std::size_t>(steps()) * Program::kSlots);
    integrate<true>(z, rows, steps(), path, kept_.data());
    couplings_.evaluate(z, recorded_couplings_.data());
    couplings_.record(z);
    start_.record(z);

    tape_.clear();
    ParametersOf<M, Variable<R>> parameters{};
    for_each_leaf(parameters, [&](Variable<R>& leaf) { leaf = Variable<R>::leaf(*z++, tape_); });
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
    std::array<R, Layout::kCouplings> coupling_adjoints;
    for (int u = 0; u < kUnits; ++u) adjoints[u] = state_adjoint(steps(), u);
    coupling_adjoints.fill(R(0));
    sweep_steps(adjoints.data(), coupling_adjoints.data());
    couplings_.pull_back(coupling_adjoints.data(), g);
    start_.pull_back(adjoints.data(), g);
  }

  /// The states of `steps` + 1 time points, [steps + 1, units], without statistics.
  const R* run(const R* z, Rows& rows, std::int64_t steps) {
    schedule_.cover(steps);
    std::vector<R>& path = std::get<std::vector<R>>(paths_);
    integrate<false>(z, rows, steps, path, nullptr);
    return path.data();
  }

 private:
  static constexpr std::int64_t kPollEvery = 64;  // steps: well below a millisecond for every known circuit

  std::int64_t steps() const { return schedule_.grid().steps; }

  template <class X>
  StatisticsOf<M, X> statistics(const X* path, const ParametersOf<M, X>& parameters,
                                [[maybe_unused]] Rows& rows) const {
    const detail::PathOf<M, X> trajectory(path, steps(), schedule_.grid().dt);
    if constexpr (detail::PathStatisticsTakeRows<M, X>::value) {
      return model_.template statistics<X>(trajectory, parameters, rows);
    } else {
      return model_.template statistics<X>(trajectory, parameters);
    }
  }

  /// Fills `path` [steps + 1, units]; `kept` [steps, kSlots] and the noise feed `sweep_steps`.
  template <bool Keep, class X>
  EPI_FLATTEN void integrate(const X* z, Rows& rows, std::int64_t steps, std::vector<X>& path, R* kept) {
    path.resize(static_cast<std::size_t>(steps + 1) * kUnits);
    noise_.resize(static_cast<std::size_t>(steps) * Layout::kNoise);
    start_.evaluate(z, path.data());
    X couplings[Layout::kCouplings];
    couplings_.evaluate(z, couplings);
    X* state = path.data();
    R* noise = noise_.data();
    for (std::int64_t k = 0; k < steps; ++k) {
      if (k % kPollEvery == 0) rows.poll();
      if constexpr (Layout::kNoise > 0) {
        draw_step_noise<M>(k, noise, [&rows](std::uint32_t block) {
          return rows.normal<R>(M::Integrator::kNoiseStream, block);
        });
      }
      Program::template advance<Keep, X>(state, state + kUnits, couplings, schedule_.at(k, noise), kept);
      state += kUnits;
      noise += Layout::kNoise;
      if constexpr (Keep) kept += Program::kSlots;
    }
  }

  /// From adjoints [units] of the last state to those of the first, adding those of the couplings to
  /// coupling_adjoints [kCouplings].
  EPI_FLATTEN void sweep_steps(R* adjoints, R* coupling_adjoints) {
    const R* path = std::get<std::vector<R>>(paths_).data();
    for (std::int64_t k = steps(); k-- > 0;) {
      Program::template pull_back<1>(path + k * kUnits, recorded_couplings_.data(),
                                     schedule_.at(k, noise_.data() + k * Layout::kNoise),
                                     kept_.data() + k * Program::kSlots, adjoints, coupling_adjoints);
      for (int u = 0; u < kUnits; ++u) adjoints[u] += state_adjoint(k, u);
    }
  }

  /// d(statistics)/d(state at time k, unit u) by the statistics alone.
  const R& state_adjoint(std::int64_t k, int u) {
    return tape_.adjoint(static_cast<std::int32_t>(kParameters + k * kUnits + u));
  }

  const M& model_;
  Schedule<M, R> schedule_;
  Couplings<M, R> couplings_;
  Start<M, R> start_;
  std::tuple<std::vector<R>, std::vector<Dual<R, 1>>, std::vector<Dual<R, 2>>, std::vector<Dual<R, 3>>,
             std::vector<Dual<R, 4>>>
      paths_;
  std::vector<R> noise_, kept_;
  std::array<R, Layout::kCouplings> recorded_couplings_;
  Tape<R> tape_;
  std::vector<Variable<R>> variables_;
  std::array<Variable<R>, kStatistics> statistics_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
