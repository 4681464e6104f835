#include "cli/table_output.h"

#include "cli/csv_record.h"
#include "cli/number_text.h"
#include "cli/output.h"

namespace epi::cli {
namespace {

void print_csv(const host::Table& table) {
  std::string line;
  for (const std::string& column : table.columns) line += (line.empty() ? "" : ",") + csv_text(column);
  print(line + (table.status.empty() ? "\n" : ",status\n"));
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    line.clear();
    for (const double value : table.rows[i]) line += (line.empty() ? "" : ",") + exact_text(value);
    if (!table.status.empty()) line += "," + csv_text(table.status[i]);
    print(line + "\n");
  }
}

}  // namespace

void print_table(const host::Table& table, const Arguments& arguments) {
  if (!arguments.has("json")) return print_csv(table);
  nlohmann::json document = {{"columns", table.columns}, {"units", table.units}, {"rows", table.rows}};
  if (!table.status.empty()) document["status"] = table.status;
  print_json(document);
}

}  // namespace epi::cli
