#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Comma-separated text as of RFC 4180, one record a line, lines ended by a single line feed.

namespace epi::store {

/// The field as it stands in a file: in double quotes if it holds a comma or a quote; a line break becomes a
/// space, so that a record stays one line.
std::string csv_field(std::string_view text);

/// The fields joined into one line, without the line feed.
std::string csv_line(std::span<const std::string> fields);

/// The fields of one line; quotes are undone.
std::vector<std::string> split_csv_line(std::string_view line);

}  // namespace epi::store
