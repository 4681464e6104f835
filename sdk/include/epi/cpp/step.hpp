#pragma once

#include "model_traits.hpp"
#include "scalar.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// One time step of a dynamical model as its integrator sees it: everything but the state.
template <class M, class Real>
struct Step {
  using State = typename M::template State<Real>;
  static constexpr std::size_t kUnits =
      static_cast<std::size_t>(leaf_count<typename M::template State<double>>());
  static constexpr std::size_t kStages = M::Integrator::kStageTimes.size();
  using Units = std::array<Real, kUnits>;

  typename detail::CouplingsOf<M, Real>::type z{};
  typename detail::ConstantsOf<M, Real>::type constants{};
  std::array<typename detail::InputOf<M, Real>::type, kStages> input{};
  constant_t<Real> dt{}, sqrt_dt{};
  std::array<passive_t<Real>, detail::NoiseOf<M, Real>::kCount> noise{};

  /// dx/dt at the time of a stage.
  constexpr Units slope(const Units& x, std::size_t stage) const {
    State state{};
    read_leaves(state, x.data());
    return units(
        call([](const auto&... arguments) { return M::template rhs<Real>(arguments...); }, state, stage));
  }
  /// The amplitude of the noise of each unit at the time of a stage.
  constexpr Units diffusion(const Units& x, std::size_t stage) const {
    State state{};
    read_leaves(state, x.data());
    return units(call([](const auto&... arguments) { return M::template diffusion<Real>(arguments...); },
                      state, stage));
  }
  /// The state after an update rule.
  constexpr Units next(const Units& x) const {
    State state{};
    read_leaves(state, x.data());
    if constexpr (detail::NoiseOf<M, Real>::kPresent) {
      typename detail::NoiseOf<M, Real>::type draws{};
      read_leaves(draws, noise.data());
      return units(
          call([&draws](const auto&... arguments) { return M::template next<Real>(arguments..., draws); },
               state, 0));
    } else {
      return units(
          call([](const auto&... arguments) { return M::template next<Real>(arguments...); }, state, 0));
    }
  }

 private:
  static constexpr Units units(const State& state) {
    Units values{};
    write_leaves(state, values.data());
    return values;
  }
  /// Passes what the model has: state, parameters, constants if any, input if any.
  template <class F>
  constexpr State call(F f, const State& state, std::size_t stage) const {
    constexpr bool has_constants = detail::ConstantsOf<M, Real>::kPresent;
    constexpr bool has_input = detail::InputOf<M, Real>::kPresent;
    if constexpr (has_constants && has_input) {
      return f(state, z, constants, input[stage]);
    } else if constexpr (has_constants) {
      return f(state, z, constants);
    } else if constexpr (has_input) {
      return f(state, z, input[stage]);
    } else {
      return f(state, z);
    }
  }
};

/// How the leaves of a traced step are numbered: state, couplings (parameters, or what is derived from them),
/// then what is the same in all rows, then noise.
template <class M>
struct StepLayout {
  static constexpr int kUnits = leaf_count<typename M::template State<double>>();
  static constexpr int kCouplings = leaf_count<typename detail::CouplingsOf<M, double>::type>();
  static constexpr int kConstants = leaf_count<typename detail::ConstantsOf<M, double>::type>();
  static constexpr int kStages = static_cast<int>(M::Integrator::kStageTimes.size());
  static constexpr int kInputs = kStages * leaf_count<typename detail::InputOf<M, double>::type>();
  static constexpr int kNoise = detail::NoiseOf<M, double>::kCount;

  static constexpr int kFirstCoupling = kUnits;
  static constexpr int kFirstConstant = kFirstCoupling + kCouplings;  // then dt and its square root
  static constexpr int kUniform = kConstants + 2;
  static constexpr int kFirstInput = kFirstConstant + kUniform;
  static constexpr int kFirstNoise = kFirstInput + kInputs;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
