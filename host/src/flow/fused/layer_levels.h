#pragma once

#include "flow/fused/layer_kernels.h"

namespace epi::flow::fused {

struct LevelKernels {
  const LayerKernels<float>& single_precision;
  const LayerKernels<double>& double_precision;
};

/// One a build of kernels/level.cpp. The compiler's own level is always there, the others with
/// EPI_CPU_LEVEL_BUILDS.
extern const LevelKernels kCompiled, kV3, kV4;

}  // namespace epi::flow::fused
