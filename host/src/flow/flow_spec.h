#pragma once

#include <string>
#include <vector>

#include "config/run_config.h"
#include "flow/support.h"

namespace epi::flow {

/// Everything that fixes a flow's architecture; with a FlowState it fixes the density.
struct FlowSpec {
  config::Flow architecture;
  std::vector<std::string> names;  ///< of the free parameters, the order of z's columns
  std::vector<Support> support;    ///< one a parameter
};

/// One named tensor inside FlowState, for the flow file and for readers in other languages.
struct TensorEntry {
  std::string name;         ///< e.g. "coupling.3.conditioner.0.weight"
  std::vector<long> shape;  ///< row-major
  long offset = 0;          ///< first element, in elements
};

/// The learned numbers of a flow, float64.
struct FlowState {
  std::vector<double> weights;  ///< trained by the optimizer
  std::vector<double> moments;  ///< running moments of batch normalisation; empty without it
};

}  // namespace epi::flow
