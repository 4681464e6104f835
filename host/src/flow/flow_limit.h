#pragma once

#include <string>

#include "flow/flow_spec.h"

namespace epi::flow {

/// Arithmetic that no implementation of a training step can avoid: the products of the conditioners and of
/// the affine layer forward, for the gradient of the inputs and for that of the weights, and the hyperbolic
/// tangents; of a spline only the conditioner that makes it.
struct FlowWork {
  double multiply_adds = 0.0, tanhs = 0.0;  ///< per sample
};
FlowWork work_of_step(const FlowSpec& spec);

/// What one thread of this processor can do with one kind of number.
struct ProcessorRate {
  double multiply_adds = 0.0, tanhs = 0.0;  ///< per second
};
/// Measures it within a few milliseconds, with numbers that never leave the registers (multiply_adds) or the
/// first cache (tanhs).   @param precision  "float32" or "float64".
ProcessorRate measure_processor(const std::string& precision);

/// Seconds that a training step on `samples` samples takes at least, at that rate.
double least_seconds(const FlowWork& work, const ProcessorRate& rate, double samples);

}  // namespace epi::flow
