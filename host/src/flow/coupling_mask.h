#pragma once

#include <string>
#include <vector>

namespace epi::flow {

/// "auto" as "single" up to 8 parameters and "halves" with more; others as they are.
std::string resolved_split(const std::string& split, int n_parameters);

/// The mask of coupling layer `index` (from 0) over `n_parameters` >= 2 columns, true = passes unchanged.
/// @param split  "auto", "halves" or "single", as config::Flow.
///
/// Single: layer i changes column i modulo n_parameters, steered by all others. That makes a thin sheet,
/// where one parameter is nearly a function of the others, in one layer; halves must compose it from
/// functions of fewer parameters.
///
/// Halves: layers come in complementary pairs, so every column changes in each pair. A pair splits the
/// columns by the parity of some bits of the column number: first one bit at a time from the highest (halves,
/// quarters, ..., neighbours), then combinations of bits; then the sequence starts again. Any two columns are
/// on different sides of some early pair and can steer each other directly. With halves alone, columns on one
/// side meet only through the other side, and on the 1 Hz oscillation of the LDS model most seeds then lose
/// one of the two modes.
std::vector<bool> coupling_mask(int index, int n_parameters, const std::string& split);

/// The columns where the mask is as wanted, rising.
std::vector<long> columns_where(const std::vector<bool>& mask, bool wanted);

}  // namespace epi::flow
