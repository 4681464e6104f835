#include "flow/fused/layer_kernels.h"

#include "base/level_build.h"
#include "flow/fused/layer_levels.h"

namespace epi::flow::fused {
namespace {

const LevelKernels& highest_level() {
#if defined(EPI_CPU_LEVEL_BUILDS)
  return of_highest_level(kCompiled, kV3, kV4);
#else
  return kCompiled;
#endif
}

}  // namespace

template <>
const LayerKernels<float>& layer_kernels<float>() {
  static const LevelKernels& level = highest_level();
  return level.single_precision;
}
template <>
const LayerKernels<double>& layer_kernels<double>() {
  static const LevelKernels& level = highest_level();
  return level.double_precision;
}

}  // namespace epi::flow::fused
