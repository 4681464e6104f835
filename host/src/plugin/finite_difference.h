#pragma once

#include <functional>
#include <span>

#include "base/matrix.h"
#include "plugin/model_spec.h"
#include "plugin/simulator.h"

namespace epi::plugin {

struct DifferenceGradient {
  Matrix z_gradient;          ///< [n_samples, n_free]; zero in rows that failed
  std::int64_t n_failed = 0;  ///< rows with statistics at z but not on both sides of it
};

/// The gradient of sum_ij cotangent_ij s_ij for models without derivatives, by central differences with
/// common noise: 2 n_free simulations a sample. The step is kDifferenceStep times the parameter's size: the
/// larger of |z| and a hundredth of what is usual (the support's width, or |default| where that is infinite,
/// or 1 where that is zero). It is cut short so that both points stay inside the support. Differences do not
/// see what happens between the two points: the gradient of a statistic that jumps is wrong, as for every
/// method that follows the realised path.
/// @param simulate   the model at the same noise for every call.
/// @param at_z       what it gave at z.
/// @param cotangent  [n_samples, n_statistics].
/// @param free       what the columns of z are.
DifferenceGradient difference_gradient(const std::function<Simulated(const Matrix& z)>& simulate,
                                       const Matrix& z, const Simulated& at_z, const Matrix& cotangent,
                                       std::span<const ParameterSpec> free);

/// Balances the truncation error h^2 against a rounding error of about 1e-13 in simulated statistics: its
/// cube root.
inline constexpr double kDifferenceStep = 5e-5;

}  // namespace epi::plugin
