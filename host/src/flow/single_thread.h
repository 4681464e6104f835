#pragma once

namespace epi::flow {

/// Holds LibTorch and its BLAS to one thread for the whole process. On networks this small more threads gain
/// little and suffer badly beside a busy neighbour (docs/performance.md); cores are better spent on
/// simulations.
void use_one_torch_thread();

}  // namespace epi::flow
