#pragma once

#include <type_traits>

#include "fields.hpp"
#include "pack.hpp"
#include "rows.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Stands for a group of numbers that a model does not have.
struct NoFields {
  static constexpr const char* field_names() { return ""; }
  constexpr std::tuple<> fields() const { return {}; }
};

/// The time points of a dynamical model: 0, dt, ..., steps * dt.
struct TimeGrid {
  double dt;           ///< [s], > 0
  std::int64_t steps;  ///< >= 1
};

namespace detail {

template <class M, class = void>
struct HasState : std::false_type {};
template <class M>
struct HasState<M, std::void_t<typename M::template State<double>>> : std::true_type {};

template <class M, class = void>
struct HasEvaluator : std::false_type {};
template <class M>
struct HasEvaluator<M, std::void_t<typename M::template Evaluator<double>>> : std::true_type {};

/// How many numbers the model's Parameters hold; 0 for a model without, whose settings say how many it has.
template <class M>
constexpr int count_parameters() {
  if constexpr (HasEvaluator<M>::value) {
    return 0;
  } else {
    return leaf_count<typename M::template Parameters<double>>();
  }
}

template <class M, class Real, class = void>
struct ConstantsOf {
  static constexpr bool kPresent = false;
  using type = NoFields;
};
template <class M, class Real>
struct ConstantsOf<M, Real, std::void_t<typename M::template Constants<Real>>> {
  static constexpr bool kPresent = true;
  using type = typename M::template Constants<Real>;
};

template <class M, class Real, class = void>
struct InputOf {
  static constexpr bool kPresent = false;
  using type = NoFields;
};
template <class M, class Real>
struct InputOf<M, Real, std::void_t<typename M::template Input<Real>>> {
  static constexpr bool kPresent = true;
  using type = typename M::template Input<Real>;
};

/// The couplings of a run: the model's Derived if it has one, else its parameters.
template <class M, class Real, class = void>
struct CouplingsOf {
  static constexpr bool kDerived = false;
  using type = typename M::template Parameters<Real>;
};
template <class M, class Real>
struct CouplingsOf<M, Real, std::void_t<typename M::template Derived<Real>>> {
  static constexpr bool kDerived = true;
  using type = typename M::template Derived<Real>;
};

struct NoSettings {};
template <class M, class = void>
struct FindSettings {
  using type = NoSettings;
};
template <class M>
struct FindSettings<M, std::void_t<typename M::Settings>> {
  using type = typename M::Settings;
};

/// How many normal draws a step needs: those of the model's Noise, else what its integrator says.
template <class M, class = void>
struct DrawsOfIntegrator {
  static constexpr int kCount = 0;
};
template <class M>
struct DrawsOfIntegrator<M, std::void_t<typename M::Integrator, typename M::template State<double>>> {
  static constexpr int kCount =
      M::Integrator::kStochastic ? leaf_count<typename M::template State<double>>() : 0;
};
template <class M, class Real, class = void>
struct NoiseOf {
  static constexpr bool kPresent = false;
  static constexpr int kCount = DrawsOfIntegrator<M>::kCount;
  using type = NoFields;
};
template <class M, class Real>
struct NoiseOf<M, Real, std::void_t<typename M::template Noise<Real>>> {
  static constexpr bool kPresent = true;
  static constexpr int kCount = leaf_count<typename M::template Noise<double>>();
  using type = typename M::template Noise<Real>;
};

template <class M, class = void>
struct DeclaresStochastic : std::false_type {};
template <class M>
struct DeclaresStochastic<M, std::void_t<decltype(M::kStochastic)>> : std::bool_constant<M::kStochastic> {};

template <class M, class = void>
struct HasOutcome : std::false_type {};
template <class M>
struct HasOutcome<M, std::void_t<typename M::template Outcome<double>>> : std::true_type {};

template <class M, class = void>
struct ConditionsOf {
  static constexpr int kCount = 1;
};
template <class M>
struct ConditionsOf<M, std::void_t<decltype(M::kConditionNames)>> {
  static constexpr int kCount = static_cast<int>(M::kConditionNames.size());
};

template <class M, class = void>
struct PrecisionOf {
  static constexpr const char* kDefault = "float64";
};
template <class M>
struct PrecisionOf<M, std::void_t<decltype(M::kPrecision)>> {
  static constexpr const char* kDefault = M::kPrecision;
};

}  // namespace detail

template <class M, class Real>
using ParametersOf = typename M::template Parameters<Real>;
template <class M, class Real>
using StatisticsOf = typename M::template Statistics<Real>;
template <class M>
using SettingsOf = typename detail::FindSettings<M>::type;

/// What the SDK finds in an author's struct.
template <class M>
struct ModelTraits {
  /// A model with an evaluator of its own (row_engine.hpp): the settings decide how many parameters it has.
  static constexpr bool kRowByRow = detail::HasEvaluator<M>::value;
  static constexpr int kParameters = detail::count_parameters<M>();  ///< 0: known to an instance only
  static constexpr int kStatistics = leaf_count<StatisticsOf<M, double>>();
  static constexpr bool kDynamical = detail::HasState<M>::value;
  /// Statistics over repeated trials of the dynamics (trials_engine.hpp).
  static constexpr bool kTrials = kDynamical && detail::HasOutcome<M>::value;
  /// Task conditions that are simulated with the same noise; 1 without trials.
  static constexpr int kConditions = detail::ConditionsOf<M>::kCount;
  /// By its noise or its integrator, or because a closed-form model says `static constexpr bool kStochastic =
  /// true`.
  static constexpr bool kStochastic =
      detail::NoiseOf<M, double>::kCount > 0 || detail::DeclaresStochastic<M>::value;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
