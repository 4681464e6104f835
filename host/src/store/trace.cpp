#include "store/trace.h"

#include <fmt/format.h>

#include <cerrno>
#include <optional>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/error.h"
#include "base/file.h"
#include "store/csv.h"
#include "store/json_file.h"
#include "store/number_text.h"

namespace epi::store {

namespace {

// The columns that every trace has, before and after those of the constraints.
constexpr std::string_view kBefore[] = {"epoch", "iteration", "simulations", "seconds", "H"};
constexpr std::string_view kAfter[] = {"c", "failed_share"};

std::string header_of(const TraceColumns& columns) {
  std::vector<std::string> names(std::begin(kBefore), std::end(kBefore));
  for (const auto& name : columns.equalities) names.push_back("R[" + name + "]");
  for (const auto& name : columns.inequalities) names.push_back("R[" + name + "]");
  for (const auto& name : columns.equalities) names.push_back("eta[" + name + "]");
  names.insert(names.end(), std::begin(kAfter), std::end(kAfter));
  return csv_line(names);
}

/// The name inside `prefix[name]`, or nothing.
std::optional<std::string> bracketed(const std::string& column, const std::string& prefix) {
  if (!column.starts_with(prefix + "[") || !column.ends_with("]")) return std::nullopt;
  return column.substr(prefix.size() + 1, column.size() - prefix.size() - 2);
}

/// The columns that a header line names, or nothing if it is not a trace's header.
std::optional<TraceColumns> columns_of(std::string_view header) {
  std::vector<std::string> all, equalities;
  for (const std::string& column : split_csv_line(header)) {
    if (const auto name = bracketed(column, "R")) all.push_back(*name);
    if (const auto name = bracketed(column, "eta")) equalities.push_back(*name);
  }
  if (equalities.size() > all.size()) return std::nullopt;
  TraceColumns columns;
  columns.equalities = equalities;
  columns.inequalities.assign(all.begin() + static_cast<std::ptrdiff_t>(equalities.size()), all.end());
  if (header_of(columns) != header) return std::nullopt;
  return columns;
}

/// Reads fields one after the other and remembers whether all were numbers.
class RowReader {
 public:
  explicit RowReader(std::span<const std::string> fields) : fields_(fields) {}

  double number() {
    const auto value = parse_number(fields_[next_++]);
    good_ = good_ && value;
    return value.value_or(0.0);
  }
  long long integer() {
    const auto value = parse_integer(fields_[next_++]);
    good_ = good_ && value;
    return value.value_or(0);
  }
  bool good() const { return good_; }

 private:
  std::span<const std::string> fields_;
  std::size_t next_ = 0;
  bool good_ = true;
};

std::optional<optimizer::TraceRecord> row_of(std::string_view line, const TraceColumns& columns) {
  const std::size_t n_eta = columns.equalities.size();
  const std::size_t n_violations = n_eta + columns.inequalities.size();
  const auto fields = split_csv_line(line);
  if (fields.size() != std::size(kBefore) + n_violations + n_eta + std::size(kAfter)) return std::nullopt;
  RowReader reader(fields);
  optimizer::TraceRecord row;
  row.epoch = static_cast<int>(reader.integer());
  row.iteration = static_cast<int>(reader.integer());
  row.simulations = reader.integer();
  row.seconds = reader.number();
  row.entropy = reader.number();
  for (std::size_t i = 0; i < n_violations; ++i) row.violation.push_back(reader.number());
  for (std::size_t i = 0; i < n_eta; ++i) row.eta.push_back(reader.number());
  row.penalty_c = reader.number();
  row.failed_share = reader.number();
  if (!reader.good()) return std::nullopt;
  return row;
}

std::string line_of(const optimizer::TraceRecord& row) {
  std::string line = fmt::format("{},{},{},{},{}", row.epoch, row.iteration, row.simulations,
                                 number_text(row.seconds), number_text(row.entropy));
  for (const double value : row.violation) line += "," + number_text(value);
  for (const double value : row.eta) line += "," + number_text(value);
  return line + "," + number_text(row.penalty_c) + "," + number_text(row.failed_share) + "\n";
}

/// The lines of a text that have their line feed.
std::vector<std::string_view> whole_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return lines;
}

optimizer::TraceRecord row_or_throw(const std::filesystem::path& file, std::string_view line,
                                    const TraceColumns& columns, std::size_t line_number) {
  auto row = row_of(line, columns);
  if (!row) throw damaged_file(file, fmt::format("line {} is not a row of this trace", line_number));
  return *std::move(row);
}

Error write_error(const std::filesystem::path& file, int reason) {
  return Error(ErrorKind::io, {.what = "cannot write the trace",
                               .where = file.string(),
                               .value = std::generic_category().message(reason),
                               .next = "check the free space and permissions, then `epi resume` the run"});
}

}  // namespace

TraceWriter::TraceWriter(std::filesystem::path file, const TraceColumns& columns)
    : file_(std::move(file)),
      out_(std::fopen(file_.c_str(), "ae")),
      n_violations_(columns.equalities.size() + columns.inequalities.size()),
      n_eta_(columns.equalities.size()) {
  if (!out_) throw write_error(file_, errno);
}

TraceWriter TraceWriter::start(const std::filesystem::path& file, const TraceColumns& columns) {
  write_file_atomically(file, header_of(columns) + "\n");
  return {file, columns};
}

TraceWriter TraceWriter::resume(const std::filesystem::path& file, const TraceColumns& columns,
                                int last_epoch) {
  if (!std::filesystem::exists(file)) return start(file, columns);
  const std::string text = read_file(file);
  const auto lines = whole_lines(text);
  if (lines.empty()) return start(file, columns);
  const std::string header = header_of(columns);
  if (lines.front() != header) throw damaged_file(file, "its columns are not those of this run");
  std::string kept = header + "\n";
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (row_or_throw(file, lines[i], columns, i + 1).epoch > last_epoch) break;
    kept.append(lines[i]).append("\n");
  }
  if (kept != text) write_file_atomically(file, kept);
  return {file, columns};
}

void TraceWriter::append(const optimizer::TraceRecord& record) {
  EPI_CHECK(record.violation.size() == n_violations_ && record.eta.size() == n_eta_);
  const std::string line = line_of(record);
  const bool written = std::fwrite(line.data(), 1, line.size(), out_.get()) == line.size();
  if (!written || std::fflush(out_.get()) != 0) throw write_error(file_, errno);
}

Trace read_trace(const std::filesystem::path& file) {
  const std::string text = read_file(file);
  const auto lines = whole_lines(text);
  const auto columns = lines.empty() ? std::nullopt : columns_of(lines.front());
  if (!columns) throw damaged_file(file, "its first line is not the header of a trace");
  Trace trace{.columns = *columns, .rows = {}};
  for (std::size_t i = 1; i < lines.size(); ++i) {
    trace.rows.push_back(row_or_throw(file, lines[i], *columns, i + 1));
  }
  return trace;
}

}  // namespace epi::store
