#include "flow/fused/layer_kernels.h"

#include "base/cpu_level.h"
#include "flow/fused/layer_levels.h"

namespace epi::flow::fused {
namespace {

const LevelKernels& highest_level() {
#if defined(EPI_FLOW_LEVELS)
  for (const std::string& level : usable_cpu_levels()) {
    if (level == "x86-64-v4") return kX86_64_v4;
    if (level == "x86-64-v3") return kX86_64_v3;
  }
#endif
  return kCompiled;
}

}  // namespace

// Constant-initialised references: safe to read at any time.
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
