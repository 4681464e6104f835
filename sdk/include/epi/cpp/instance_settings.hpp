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

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
