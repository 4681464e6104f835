#include "flow/autoregressive_degrees.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"

namespace epi::flow {

std::vector<std::vector<int>> autoregressive_degrees(int n_columns, int hidden_layers, int units,
                                                     bool reversed) {
  EPI_CHECK(n_columns >= 2);
  std::vector<int> of_columns(static_cast<std::size_t>(n_columns)), of_units(static_cast<std::size_t>(units));
  std::iota(of_columns.begin(), of_columns.end(), 1);
  if (reversed) std::ranges::reverse(of_columns);
  for (int k = 0; k < units; ++k) of_units[static_cast<std::size_t>(k)] = 1 + k * (n_columns - 1) / units;
  std::vector<std::vector<int>> degrees{of_columns};
  degrees.insert(degrees.end(), static_cast<std::size_t>(hidden_layers), of_units);
  degrees.push_back(of_columns);
  degrees.back().insert(degrees.back().end(), of_columns.begin(), of_columns.end());
  return degrees;
}

std::vector<double> connections(const std::vector<int>& from, const std::vector<int>& to, bool to_outputs) {
  std::vector<double> connected;
  connected.reserve(from.size() * to.size());
  for (const int target : to) {
    for (const int source : from) connected.push_back(source < target + (to_outputs ? 0 : 1) ? 1.0 : 0.0);
  }
  return connected;
}

}  // namespace epi::flow
