#pragma once

#include <memory>

#include "pack_engine.hpp"
#include "row_engine.hpp"
#include "settings_reader.hpp"
#include "trials_engine.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

template <class M, class R>
std::unique_ptr<Engine<M>> make_engine_of(M model, [[maybe_unused]] const InstanceSettings<M>& settings) {
  if constexpr (ModelTraits<M>::kRowByRow) {
    return std::make_unique<RowEngine<M, typename R::Scalar>>(std::move(model));
  } else if constexpr (ModelTraits<M>::kTrials) {
    return std::make_unique<TrialsEngine<M, typename R::Scalar>>(std::move(model), settings.shared_noise);
  } else {
    return std::make_unique<PackEngine<M, R>>(std::move(model));
  }
}

}  // namespace detail

/// A model at work, with its settings in place and its tables prepared.
/// @throws Failure(EPI_E_SETTINGS) for settings that break a rule.
template <class M>
std::unique_ptr<Engine<M>> make_engine(const std::string& settings_json) {
  const InstanceSettings<M> settings = read_settings(settings_json, declaration_of<M>().settings());
  M model = with_settings<M>(settings);
  if (settings.precision == "float32") return detail::make_engine_of<M, Rows16f>(std::move(model), settings);
  return detail::make_engine_of<M, Rows8>(std::move(model), settings);
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
