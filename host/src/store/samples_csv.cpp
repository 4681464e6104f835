#include "store/samples_csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/file.h"
#include "store/csv.h"
#include "store/number_text.h"

namespace epi::store {

namespace {

/// One comment line. A line break in a text that somebody else chose must not end the comment.
void add_comment(std::string& text, std::string line) {
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  text += "# " + line + "\n";
}

void add_bound(std::string& line, const char* name, const std::optional<double>& value) {
  if (value) line += fmt::format(" {} {}", name, number_text(*value));
}

/// The head of the file. `key = value` lines are what readers of Stan CSV look for; all others use a colon.
std::string head_of(const SampleTable& table, const std::vector<std::string>& meanings) {
  std::string text;
  add_comment(text, fmt::format("written by epi {}, format epi-samples/1", table.host_version));
  add_comment(text, fmt::format("model = {}", table.model));
  add_comment(text, fmt::format("model_version = {}", table.model_version));
  add_comment(text, fmt::format("property: {}", table.property));
  add_comment(text, "method = sample");
  add_comment(text, fmt::format("num_samples = {}", table.z.rows()));
  add_comment(text, "num_warmup = 1");  // none is saved; cmdstanpy refuses a file that says 0
  add_comment(text, "save_warmup = 0");
  add_comment(text, "thin = 1");
  add_comment(text, "algorithm = fixed_param");
  add_comment(text, "num_chains = 1");
  add_comment(text, "id = 1");
  add_comment(text, fmt::format("seed = {}", table.seed));
  add_comment(text, "lp__: log q(z), nats; z in the units below");
  std::string statuses = "status__:";
  for (std::size_t code = 0; code < meanings.size(); ++code) {
    statuses += fmt::format("{} {} {}", code == 0 ? "" : ",", code, meanings[code]);
  }
  add_comment(text, statuses);
  add_comment(text, "weight__: density of the maximum-entropy distribution over q(z); nan: not known");
  for (const Quantity& parameter : table.parameters) {
    add_comment(text, fmt::format("parameter {}: unit [{}]", parameter.name, parameter.unit));
  }
  for (const Quantity& statistic : table.statistics) {
    add_comment(text, fmt::format("statistic {}: unit [{}]", statistic_column(table, statistic.name),
                                  statistic.unit));
  }
  for (const config::Constraint& constraint : table.constraints) {
    std::string line = fmt::format("target {}:", statistic_column(table, constraint.statistic));
    add_bound(line, "mean", constraint.mean);
    add_bound(line, "std", constraint.std);
    add_bound(line, "at_least", constraint.at_least);
    add_bound(line, "at_most", constraint.at_most);
    add_comment(text, line);
  }
  return text;
}

void add_row(std::string& text, const SampleTable& table, std::int64_t i, int status) {
  text += number_text(table.log_prob[static_cast<std::size_t>(i)]);
  fmt::format_to(std::back_inserter(text), ",{},{}", status,
                 number_text(table.weight[static_cast<std::size_t>(i)]));
  for (const double value : table.z.row(i)) text += "," + number_text(value);
  for (const double value : table.statistic_values.row(i)) text += "," + number_text(value);
  text += '\n';
}

}  // namespace

std::string statistic_column(const SampleTable& table, const std::string& statistic) {
  const bool taken = std::any_of(table.parameters.begin(), table.parameters.end(),
                                 [&](const Quantity& parameter) { return parameter.name == statistic; });
  return taken ? statistic + "_statistic" : statistic;
}

void write_samples_csv(const std::filesystem::path& file, const SampleTable& table) {
  check_shapes(table);
  const auto meanings = status_meanings(table);
  const auto codes = status_codes(table, meanings);
  std::vector<std::string> columns{"lp__", "status__", "weight__"};
  for (const Quantity& parameter : table.parameters) columns.push_back(parameter.name);
  for (const Quantity& statistic : table.statistics)
    columns.push_back(statistic_column(table, statistic.name));

  std::string text = head_of(table, meanings);
  text += csv_line(columns) + "\n";
  for (std::int64_t i = 0; i < table.z.rows(); ++i)
    add_row(text, table, i, codes[static_cast<std::size_t>(i)]);
  // Readers of Stan CSV find the end of the draws by the comments behind them.
  add_comment(text, fmt::format("the {} draws end here", table.z.rows()));
  add_comment(text, "end of file");
  write_file_atomically(file, text);
}

}  // namespace epi::store
