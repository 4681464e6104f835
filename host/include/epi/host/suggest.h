#pragma once

#include <span>
#include <string>
#include <string_view>

namespace epi {

/// The candidate nearest to `word` by edit distance (insert, delete, replace, swap of neighbours; upper and
/// lower case are the same), else the only one that
/// begins with it, or an empty string if none is near enough to be meant: at most one edit for every three
/// characters, at least one.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// `did you mean "frequency"?` if a candidate is near, otherwise `known: a, b, c` (the first twelve).
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace epi
