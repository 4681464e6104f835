#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace epi::cli {

/// The shortest decimal text that reads back to exactly `value`; nan, inf and -inf.
std::string exact_text(double value);
/// A few digits for people, e.g. 0.03142.
std::string short_text(double value, int digits = 4);
/// 950, 12.3k, 4.5M.
std::string count_text(double count);
/// 45 s, 3 min 20 s, 2 h 05 min, 3 d 4 h.   @param seconds  >= 0.
std::string duration_text(double seconds);

/// The number if the text is entirely one, nothing otherwise. nan and inf are numbers here.
std::optional<double> parse_number(std::string_view text);
/// The whole number if the text is entirely one that fits.
std::optional<std::uint64_t> parse_whole(std::string_view text);

}  // namespace epi::cli
