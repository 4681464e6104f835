#pragma once

#include <string>
#include <vector>

namespace epi::flow {

/// The mask of coupling layer `index` (from 0) over `n_parameters` >= 2 columns, true = passes unchanged.
///
/// Order "one_by_one": layer i changes column i mod n_parameters alone, steered by all others. Where the property
/// leaves a thin sheet, such a layer is its graph over the other parameters.
///
/// Order "bits": layers come in complementary pairs, so every column changes in each pair. A pair splits the columns by the
/// parity of some bits of the column number: first one bit at a time from the highest (halves, quarters, ...,
/// neighbours), then combinations of bits; then the sequence starts again. Any two columns are on different
/// sides of some early pair and can steer each other directly. With halves alone, columns on one side meet
/// only through the other side, and on the 1 Hz oscillation of the LDS model most seeds then lose one of the
/// two modes.
std::vector<bool> coupling_mask(int index, int n_parameters, const std::string& order = "bits");

}  // namespace epi::flow
