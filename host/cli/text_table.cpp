#include "cli/text_table.h"

#include <algorithm>
#include <sstream>

#include "cli/number_text.h"

namespace epi::cli {
namespace {

bool is_number_like(const std::string& cell) {
  return cell.empty() || cell == "-" || parse_number(cell).has_value();
}

}  // namespace

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string TextTable::text() const {
  struct Column {
    std::size_t index = 0, width = 0;
    bool is_numeric = true;
  };
  std::vector<Column> columns;
  for (std::size_t j = 0; j < titles_.size(); ++j) {
    Column column{.index = j, .width = width_of(titles_[j])};
    bool is_empty = true;
    for (const auto& row : rows_) {
      column.width = std::max(column.width, width_of(row[j]));
      column.is_numeric = column.is_numeric && is_number_like(row[j]);
      is_empty = is_empty && row[j].empty();
    }
    if (!is_empty) columns.push_back(column);
  }
  std::string result;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line = "  ";
    for (const Column& column : columns) {
      const std::string& cell = cells[column.index];
      const std::string padding(column.width - width_of(cell), ' ');
      line += (column.is_numeric ? padding + cell : cell + padding) + "  ";
    }
    result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  add_line(titles_);
  for (const auto& row : rows_) add_line(row);
  return result;
}

std::string wrapped(const std::string& text, std::size_t width, std::size_t indent) {
  std::istringstream words(text);
  std::string result, word;
  std::size_t column = 0;
  while (words >> word) {
    if (column > 0 && column + 1 + width_of(word) > width) {
      result += "\n" + std::string(indent, ' ');
      column = 0;
    } else if (column > 0) {
      result += ' ';
      ++column;
    }
    result += word;
    column += width_of(word);
  }
  return result;
}

}  // namespace epi::cli
