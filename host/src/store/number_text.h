#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

// Numbers as text that reads back to the same bits: the shortest decimal form, `nan`, `inf` and `-inf`.

namespace epi::store {

/// The shortest decimal text that reads back to exactly `value`. All NaNs become `nan`.
std::string number_text(double value);

/// Reads what number_text wrote, or any other decimal number; nothing if `text` is not entirely a number.
std::optional<double> parse_number(std::string_view text);
/// Reads a decimal integer; nothing if `text` is not entirely one or does not fit.
std::optional<long long> parse_integer(std::string_view text);

/// A JSON number, or one of the strings "NaN", "Infinity", "-Infinity", which JSON has no numbers for.
nlohmann::json number_json(double value);
/// Reads what number_json wrote.   @throws nlohmann::json::exception if it is neither a number nor such a
/// string.
double number_from_json(const nlohmann::json& value);

}  // namespace epi::store
