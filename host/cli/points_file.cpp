#include "cli/points_file.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <fstream>
#include <iostream>
#include <optional>
#include <system_error>

#include "cli/csv_record.h"
#include "cli/number_text.h"
#include "epi/host/error.h"
#include "epi/host/suggest.h"

namespace epi::cli {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

class PointsReader {
 public:
  PointsReader(std::istream& stream, std::string origin, const WantedColumns& wanted)
      : stream_(stream), origin_(std::move(origin)), wanted_(wanted) {}

  Points read() {
    std::string line;
    if (!next_line(line)) refuse(1, "the file has no header", {}, "the first line names the columns");
    read_header(split_csv(line));
    while (next_line(line)) read_row(split_csv(line));
    if (stream_.bad())
      throw Error(ErrorKind::io, {.what = "the points cannot be read to their end", .where = origin_});
    if (points_.rows.empty()) refuse(1, "the file holds no points", {}, "a header, then a line a point");
    return std::move(points_);
  }

 private:
  [[noreturn]] void refuse(std::size_t column, std::string what, std::string value, std::string rule,
                           std::string next = {}) const {
    throw Error(ErrorKind::config,
                {.what = std::move(what),
                 .where = origin_ + ":" + std::to_string(line_number_) + ":" + std::to_string(column),
                 .value = std::move(value),
                 .rule = std::move(rule),
                 .next = std::move(next)});
  }

  /// The next line that is neither empty nor a comment.
  bool next_line(std::string& line) {
    while (std::getline(stream_, line)) {
      ++line_number_;
      if (line_number_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);  // byte order mark
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.find_first_not_of(" \t") != std::string::npos && line.front() != '#') return true;
    }
    return false;
  }

  void read_header(const std::vector<CsvField>& header) {
    std::vector<std::string> missing;
    for (const std::string& name : wanted_.names)
      if (std::none_of(header.begin(), header.end(),
                       [&](const CsvField& field) { return field.text == name; }))
        missing.push_back(name);
    for (std::size_t j = 0; j < header.size(); ++j) {
      const std::string& name = header[j].text;
      if (contains(points_.names, name) || contains(points_.passed_over, name))
        refuse(header[j].column, "the column \"" + name + "\" appears twice", {}, "a name heads one column");
      if (contains(wanted_.names, name)) {
        points_.names.push_back(name);
        read_fields_.push_back(j);
      } else if (is_acceptable(name, missing)) {
        points_.passed_over.push_back(name);
      } else {
        refuse(header[j].column, "unknown column \"" + name + "\"", {}, "columns are named after parameters",
               did_you_mean(name, missing.empty() ? wanted_.names : missing));
      }
    }
    n_fields_ = header.size();
    if (wanted_.all_required && !missing.empty())
      refuse(1, "there is no column \"" + missing.front() + "\"", {}, "every free parameter has a column");
  }

  /// May a column that was not wanted be passed over? Not if it looks like a wanted one that is missing.
  bool is_acceptable(const std::string& name, const std::vector<std::string>& missing) const {
    if (contains(wanted_.passed_over, name)) return true;
    return wanted_.pass_over_any && (missing.empty() || nearest(name, missing).empty());
  }

  void read_row(const std::vector<CsvField>& fields) {
    if (fields.size() != n_fields_)
      refuse(fields.back().column, "the line has " + std::to_string(fields.size()) + " fields", {},
             "as many as the header: " + std::to_string(n_fields_));
    std::vector<double>& row = points_.rows.emplace_back();
    for (std::size_t i = 0; i < read_fields_.size(); ++i) {
      const CsvField& field = fields[read_fields_[i]];
      const std::optional<double> number = parse_number(field.text);
      if (!number || !std::isfinite(*number))
        refuse(field.column, "the value of \"" + points_.names[i] + "\" is no finite number", field.text,
               "a number such as -1.5 or 2e-3");
      row.push_back(*number);
    }
  }

  std::istream& stream_;
  std::string origin_;
  const WantedColumns& wanted_;
  std::size_t line_number_ = 0, n_fields_ = 0;
  std::vector<std::size_t> read_fields_;  ///< index of the field of each name
  Points points_;
};

}  // namespace

Points read_points(const std::string& file, const WantedColumns& wanted) {
  if (file == "-") return PointsReader(std::cin, "stdin", wanted).read();
  std::ifstream stream(file);
  // A folder opens like a file and fails at its first character.
  if (!stream || (stream.peek(), stream.bad()))
    throw Error(
        ErrorKind::io,
        {.what = "the points cannot be read", .where = file, .rule = std::generic_category().message(errno)});
  return PointsReader(stream, file, wanted).read();
}

}  // namespace epi::cli
