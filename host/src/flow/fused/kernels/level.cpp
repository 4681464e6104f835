// The fused kernels of one processor level; compiled once for each, with -march of the level.

#include "flow/fused/kernels/affine.h"
#include "flow/fused/kernels/coupling.h"
#include "flow/fused/kernels/linear.h"
#include "flow/fused/kernels/norm.h"
#include "flow/fused/kernels/planar.h"
#include "flow/fused/kernels/rows.h"
#include "flow/fused/kernels/scale.h"
#include "flow/fused/kernels/support.h"
#include "flow/fused/kernels/throughput.h"
#include "flow/fused/layer_kernels.h"
#include "flow/fused/layer_levels.h"

namespace epi::flow::fused {
namespace EPI_SDK_LEVEL {

template <class T>
inline constexpr LayerKernels<T> kKernels = {
    .pack = pack<T>,
    .unpack = unpack<T>,
    .base_log_prob = base_log_prob<T>,
    .coupling_forward = coupling_forward<T>,
    .coupling_inverse = coupling_inverse<T>,
    .coupling_backward = coupling_backward<T>,
    .coupling_score = coupling_score<T>,
    .planar_forward = planar_forward<T>,
    .planar_backward = planar_backward<T>,
    .planar_score = planar_score<T>,
    .norm_forward = norm_forward<T>,
    .norm_apply = norm_apply<T>,
    .norm_backward = norm_backward<T>,
    .scale_forward = scale_forward<T>,
    .scale_inverse = scale_inverse<T>,
    .scale_backward = scale_backward<T>,
    .scale_score = scale_score<T>,
    .affine_forward = affine_forward<T>,
    .affine_inverse = affine_inverse<T>,
    .affine_backward = affine_backward<T>,
    .affine_score = affine_score<T>,
    .linear_map = linear_map<T>,
    .linear_backward = linear_backward<T>,
    .linear_score = linear_score<T>,
    .support_forward = support_forward<T>,
    .support_backward = support_backward<T>,
    .support_log_det_backward = support_log_det_backward<T>,
    .lanes_per_weight = Register<T>::kWidth,
    .multiply_adds = multiply_adds<T>,
    .tanhs = tanhs<T>,
    .multiply_adds_a_round = kChains* Register<T>::kWidth,
};

}  // namespace EPI_SDK_LEVEL

const LevelKernels EPI_FLOW_LEVEL{EPI_SDK_LEVEL::kKernels<float>, EPI_SDK_LEVEL::kKernels<double>};

}  // namespace epi::flow::fused
