#pragma once

#include <memory>

#include "flow/batch_norm.h"
#include "flow/bijector.h"
#include "flow/flow_spec.h"
#include "flow/tensor_source.h"

namespace epi::flow {

/// Builds the bijector from base samples to parameters: the one place that names concrete bijectors.
std::unique_ptr<Bijector> build_bijector(const FlowSpec& spec, TensorSource& source, BatchNorm::Mode mode);

}  // namespace epi::flow
