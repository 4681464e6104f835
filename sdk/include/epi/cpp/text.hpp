#pragma once

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The shortest decimal text that reads back as the same number.
inline std::string to_text(double x) {
  char buffer[32];
  const std::to_chars_result end = std::to_chars(buffer, buffer + sizeof buffer, x);
  return std::string(buffer, end.ptr);
}

/// A JSON string literal.
inline std::string quoted(const std::string& text) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

/// Insertions, deletions and replacements that turn one word into the other.
inline std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

/// "did you mean 'tau'?" if a known word is near, otherwise "known: tau, omega".
inline std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  std::string best, list;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;  // two letters swapped count as 2
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < least && distance < word.size()) {
      least = distance;
      best = candidate;
    }
    list += (list.empty() ? "" : ", ") + candidate;
  }
  if (!best.empty()) return "did you mean '" + best + "'?";
  return list.empty() ? "there are none" : "known: " + list;
}

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
