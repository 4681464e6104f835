#pragma once

namespace epi::bench {

/// Lets the C library keep freed memory for the next iteration, as a careful user of eager tensors would: by
/// default every large tensor is a mapping of its own, and the kernel clears its pages anew each time. Also
/// limits LibTorch and its BLAS to one thread. Call once, before the first tensor.
void tune_for_eager();

}  // namespace epi::bench
