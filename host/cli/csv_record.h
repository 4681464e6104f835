#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace epi::cli {

/// A field of a CSV line, and where it begins.
struct CsvField {
  std::string text = {};   ///< without quotes and surrounding blanks
  std::size_t column = 1;  ///< of its first character in the line, from 1
};

/// The fields of one line, RFC 4180 without line breaks inside quotes.
std::vector<CsvField> split_csv(std::string_view line);

/// The field as it stands in a file: in double quotes if it holds a comma or a quote.
std::string csv_text(const std::string& field);

}  // namespace epi::cli
