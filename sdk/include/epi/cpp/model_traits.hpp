#pragma once

#include <type_traits>

#include "fields.hpp"
#include "pack.hpp"
#include "rows.hpp"

namespace epi::sdk {

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

struct NoSettings {};
template <class M, class = void>
struct FindSettings {
  using type = NoSettings;
};
template <class M>
struct FindSettings<M, std::void_t<typename M::Settings>> {
  using type = typename M::Settings;
};

template <class M, class = void>
struct IsStochastic : std::bool_constant<false> {};
template <class M>
struct IsStochastic<M, std::void_t<typename M::Integrator>> : std::bool_constant<M::Integrator::kStochastic> {
};
template <class M, class = void>
struct DeclaresStochastic : std::false_type {};
template <class M>
struct DeclaresStochastic<M, std::void_t<decltype(M::kStochastic)>> : std::bool_constant<M::kStochastic> {};

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
  static constexpr int kParameters = leaf_count<ParametersOf<M, double>>();
  static constexpr int kStatistics = leaf_count<StatisticsOf<M, double>>();
  static constexpr bool kDynamical = detail::HasState<M>::value;
  /// By its integrator, or because a closed-form model says `static constexpr bool kStochastic = true`.
  static constexpr bool kStochastic = detail::IsStochastic<M>::value || detail::DeclaresStochastic<M>::value;
};

}  // namespace epi::sdk
