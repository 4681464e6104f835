#include "cli/csv_record.h"

namespace epi::cli {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// Reads the field that begins at `at` and leaves `at` on the comma behind it, or on the end.
CsvField take_field(std::string_view line, std::size_t& at) {
  while (at < line.size() && is_blank(line[at])) ++at;
  CsvField field{.column = at + 1};
  if (at < line.size() && line[at] == '"') {
    for (++at; at < line.size(); ++at) {
      if (line[at] == '"' && (at + 1 >= line.size() || line[at + 1] != '"')) break;
      if (line[at] == '"') ++at;
      field.text += line[at];
    }
    if (at < line.size()) ++at;  // the closing quote
  }
  while (at < line.size() && line[at] != ',') field.text += line[at++];
  while (!field.text.empty() && is_blank(field.text.back())) field.text.pop_back();
  return field;
}

}  // namespace

std::vector<CsvField> split_csv(std::string_view line) {
  std::size_t at = 0;
  std::vector<CsvField> fields = {take_field(line, at)};
  while (at < line.size()) fields.push_back(take_field(line, ++at));
  return fields;
}

std::string csv_text(const std::string& field) {
  if (field.find_first_of(",\"\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? "\"\"" : std::string(1, c == '\n' ? ' ' : c);
  return text + "\"";
}

}  // namespace epi::cli
