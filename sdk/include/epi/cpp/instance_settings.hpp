#pragma once

#include <cstdint>
#include <string>

#include "model_traits.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The settings of an instance: the author's, and those that the SDK adds to every model of a kind.
template <class M>
struct InstanceSettings : SettingsOf<M> {
  /// Arithmetic of simulation and derivatives, float64 or float32. An author who has measured that float32 is
  /// enough says `static constexpr const char* kPrecision = "float32"`.
  std::string precision = detail::PrecisionOf<M>::kDefault;
  /// Of models with trials: how many consecutive samples meet the same noise.
  std::int64_t shared_noise = 32;
};

namespace detail {

template <class M, class = void>
struct HasPrepare : std::false_type {};
template <class M>
struct HasPrepare<M, std::void_t<decltype(std::declval<M&>().prepare())>> : std::true_type {};

}  // namespace detail

/// A model with its settings in place and its tables prepared.
template <class M>
M with_settings([[maybe_unused]] const InstanceSettings<M>& settings) {
  M model{};
  if constexpr (!std::is_same_v<SettingsOf<M>, detail::NoSettings>) model.settings = settings;
  if constexpr (detail::HasPrepare<M>::value) model.prepare();
  return model;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
