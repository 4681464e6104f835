#pragma once

namespace epi::bench {

/// Registers whole training iterations, MODEL/PRECISION/run/WHO: WHO is `eager` (LibTorch alone, without any
/// evaluation) or `epi` (an epoch of 1,000 iterations of the host with the shipped plugin, its evaluation of
/// 20,000 samples shared out among them), `epi_2_threads` the same with two simulation threads.
void register_runs();

}  // namespace epi::bench
