#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace epi {

/// The candidate nearest to `word` by edit distance, or an empty string if none is near enough to be meant.
std::string nearest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean 'frequency'?" if a candidate is near, otherwise "known: a, b, c".
std::string did_you_mean(std::string_view word, std::span<const std::string> candidates);

}  // namespace epi
