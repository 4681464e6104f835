#pragma once

#include "base/matrix.h"
#include "plugin/model_instance.h"
#include "plugin/simulator.h"

namespace epi::plugin {

/// The model's observables, named functions of parameters and statistics.
/// @param parameters  [n_samples, n_parameters], all parameters of the model.
/// @return [n_samples, n_observables]; NaN in rows whose simulation or observable failed; no columns if the
/// model
///   has none.
/// @throws Error(plugin) if the module fails or breaks its contract.
Matrix evaluate_observables(ModelInstance& instance, const Matrix& parameters, const Simulated& simulated,
                            Noise noise);

}  // namespace epi::plugin
