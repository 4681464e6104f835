#include "base/suggest.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace epi {
namespace {

constexpr std::size_t kMaxListed = 12;

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

/// Optimal string alignment distance: Levenshtein's, plus swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last, last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before_last[j - 2] + 1);
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

/// The candidate that begins with the word, if there is exactly one; a single letter is no beginning.
std::string only_completion(const std::string& wanted, std::span<const std::string> candidates) {
  std::string completion;
  for (const std::string& candidate : candidates) {
    if (wanted.size() < 2 || !lower_case(candidate).starts_with(wanted)) continue;
    if (!completion.empty()) return "";
    completion = candidate;
  }
  return completion;
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::string wanted = lower_case(word);
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(wanted, lower_case(candidate));
    // Replacing every letter of a short word turns it into anything: that is no similarity.
    if (distance < best_distance && distance < std::max(wanted.size(), candidate.size())) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best.empty() ? only_completion(wanted, candidates) : best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string best = nearest(word, candidates);
  if (!best.empty()) return "did you mean \"" + best + "\"?";
  if (candidates.empty()) return "none is known here";
  std::string list = "known: ";
  for (std::size_t i = 0; i < std::min(candidates.size(), kMaxListed); ++i)
    list += (i == 0 ? "" : ", ") + candidates[i];
  if (candidates.size() > kMaxListed)
    list += " and " + std::to_string(candidates.size() - kMaxListed) + " more";
  return list;
}

}  // namespace epi
