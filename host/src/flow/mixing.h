#pragma once

#include <vector>

#include "config/run_config.h"

namespace epi::flow {

/// What stands between two coupling layers besides batch normalisation.
enum class Mixing { none, permutation, linear };

/// Over more columns than this there is no linear mixing: D^2 a sample would cost more than all other layers.
inline constexpr int kMostLinearlyMixed = 64;

/// What follows coupling `index` (from 0): never anything after the last. A linear map follows every other, a
/// permutation only those that end a round, in which every column has changed: every second coupling of
/// `halves`, every n_columns-th of `single`. Between the couplings of a round a permutation could keep a
/// column from ever changing.
Mixing mixing_after(const config::Flow& architecture, int index, int n_columns);

/// The columns in the order in which the permutation after coupling `index` puts them: column j of its output
/// is column order[j] of its input. Drawn by Fisher and Yates' shuffle with Knuth's linear congruential
/// generator, started at index + 1: a fixed part of the architecture, which every reader of a flow file can
/// repeat.
std::vector<long> mixed_order(int index, int n_columns);

}  // namespace epi::flow
