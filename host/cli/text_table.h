#pragma once

#include <string>
#include <vector>

namespace epi::cli {

/// A table for people: a line of titles, then rows, in columns as wide as their widest cell. Columns of
/// numbers are aligned to the right; the last column is not padded.
class TextTable {
 public:
  explicit TextTable(std::vector<std::string> titles) : titles_(std::move(titles)) {}

  /// @param cells  as many as there are titles.
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }

  /// Lines indented by two spaces; columns that are empty in every row are left out.
  std::string text() const;

 private:
  std::vector<std::string> titles_;
  std::vector<std::vector<std::string>> rows_;
};

/// Columns that a text fills on a terminal: code points of UTF-8, for the texts here have no wide ones.
std::size_t width_of(const std::string& text);

/// A line break before every word that would pass `width` columns; every line after the first is indented.
std::string wrapped(const std::string& text, std::size_t width, std::size_t indent);

}  // namespace epi::cli
