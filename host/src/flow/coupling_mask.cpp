#include "flow/coupling_mask.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/check.h"

namespace epi::flow {
namespace {

// Of more parameters the default number of couplings would not change each by itself.
constexpr int kMostSingle = 8;

// Every non-empty set of bits of the column number: single bits from the highest, then pairs, ...
std::vector<unsigned> splitting_bits(int n_parameters) {
  const int n_bits = std::bit_width(static_cast<unsigned>(n_parameters - 1));
  std::vector<unsigned> sets((1U << n_bits) - 1U);
  std::iota(sets.begin(), sets.end(), 1U);
  std::stable_sort(sets.begin(), sets.end(), [](unsigned a, unsigned b) {
    return std::popcount(a) != std::popcount(b) ? std::popcount(a) < std::popcount(b) : a > b;
  });
  return sets;
}

std::vector<bool> single_mask(int index, int n_parameters) {
  std::vector<bool> mask(static_cast<std::size_t>(n_parameters), true);
  mask[static_cast<std::size_t>(index % n_parameters)] = false;
  return mask;
}

std::vector<bool> half_mask(int index, int n_parameters) {
  const std::vector<unsigned> sets = splitting_bits(n_parameters);
  const unsigned bits = sets[static_cast<std::size_t>(index / 2) % sets.size()];
  const bool complement = index % 2 == 1;
  std::vector<bool> mask(static_cast<std::size_t>(n_parameters));
  for (unsigned column = 0; column < mask.size(); ++column) {
    const bool odd = std::popcount(column & bits) % 2 == 1;
    mask[column] = odd == complement;
  }
  return mask;
}

}  // namespace

std::string resolved_split(const std::string& split, int n_parameters) {
  if (split != "auto") return split;
  return n_parameters <= kMostSingle ? "single" : "halves";
}

std::vector<bool> coupling_mask(int index, int n_parameters, const std::string& split) {
  EPI_CHECK(index >= 0 && n_parameters >= 2);
  const std::string resolved = resolved_split(split, n_parameters);
  if (resolved == "single") return single_mask(index, n_parameters);
  EPI_CHECK(resolved == "halves");  // the schema knows no other
  return half_mask(index, n_parameters);
}

std::vector<long> columns_where(const std::vector<bool>& mask, bool wanted) {
  std::vector<long> columns;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] == wanted) columns.push_back(static_cast<long>(i));
  }
  return columns;
}

}  // namespace epi::flow
