#pragma once

#include <vector>

namespace epi::flow {

/// The degrees of all layers of a masked network whose outputs for a column see only the columns before it:
/// [columns], then [units] for every hidden layer, then [2 columns], twice those of the columns. Columns have
/// the degrees 1 to n_columns, rising or, if reversed, falling; hidden units spread over 1 to n_columns - 1.
/// Source: Germain, Gregor, Murray & Larochelle, "MADE", ICML 2015, section 4.
/// @param n_columns  2 or more.
std::vector<std::vector<int>> autoregressive_degrees(int n_columns, int hidden_layers, int units,
                                                     bool reversed);

/// [to, from], row-major: 1 where a unit may see one of the layer before, whose degree must not be larger,
/// and be smaller if it feeds an output; elsewhere 0.
std::vector<double> connections(const std::vector<int>& from, const std::vector<int>& to, bool to_outputs);

}  // namespace epi::flow
