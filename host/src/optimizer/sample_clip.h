#pragma once

#include "base/matrix.h"

namespace epi::optimizer {

/// Shortens the gradients of samples that are out of all proportion: where the statistics depend chaotically on the
/// parameters a few samples of a batch have slopes so steep that their gradient drowns all others, while it says
/// nothing about the neighbourhood. A gradient is measured with the parameters in units of their spread over the batch;
/// one longer than `factor` times the median length is scaled down to that.
/// @param factor  > 0.  @param z, z_gradient  [n_samples, n_parameters].
void clip_sample_gradients(double factor, const Matrix& z, Matrix& z_gradient);

}  // namespace epi::optimizer
