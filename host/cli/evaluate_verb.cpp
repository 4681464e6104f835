#include <algorithm>

#include "cli/output.h"
#include "cli/points_file.h"
#include "cli/table_output.h"
#include "cli/verb.h"
#include "epi/host/error.h"
#include "epi/host/result.h"

namespace epi::cli {
namespace {

using Evaluation = host::Result::Evaluation;

/// The rows of a points file with their columns in the order of the free parameters.
std::vector<std::vector<double>> points_of(const Arguments& arguments,
                                           const std::vector<std::string>& parameters) {
  const std::optional<std::string> file = arguments.value("points");
  if (!file)
    throw Error(ErrorKind::config,
                {.what = "epi evaluate needs --points FILE.csv", .next = "`epi evaluate --help`"});
  const Points read = read_points(*file, {.names = parameters, .all_required = true, .pass_over_any = true});
  std::vector<std::vector<double>> points;
  for (const std::vector<double>& row : read.rows) {
    std::vector<double>& point = points.emplace_back();
    for (const std::string& name : parameters)
      point.push_back(row[static_cast<std::size_t>(std::find(read.names.begin(), read.names.end(), name) -
                                                   read.names.begin())]);
  }
  return points;
}

/// One wide table: point, log_prob, gradient, upper triangle of the Hessian.
host::Table table_of(const std::vector<std::string>& parameters,
                     const std::vector<std::vector<double>>& points, const Evaluation& evaluation) {
  host::Table table{.columns = parameters, .units = {}, .rows = points, .status = {}};
  const std::size_t n = parameters.size();
  table.columns.emplace_back("log_prob");
  if (!evaluation.gradient.empty())
    for (const std::string& name : parameters) table.columns.push_back("gradient_" + name);
  if (!evaluation.hessian.empty())
    for (std::size_t j = 0; j < n; ++j)
      for (std::size_t k = j; k < n; ++k)
        table.columns.push_back("hessian_" + parameters[j] + "_" + parameters[k]);
  for (std::size_t i = 0; i < points.size(); ++i) {
    std::vector<double>& row = table.rows[i];
    row.push_back(evaluation.log_prob[i]);
    if (!evaluation.gradient.empty())
      row.insert(row.end(), evaluation.gradient[i].begin(), evaluation.gradient[i].end());
    if (!evaluation.hessian.empty())
      for (std::size_t j = 0; j < n; ++j)
        for (std::size_t k = j; k < n; ++k) row.push_back(evaluation.hessian[i][j][k]);
  }
  return table;
}

ExitCode evaluate(const Arguments& arguments) {
  const host::Result result(arguments.operands().front());
  const std::vector<std::string>& parameters = result.parameter_names();
  const std::vector<std::vector<double>> points = points_of(arguments, parameters);
  const Evaluation evaluation = result.evaluate(points, arguments.has("gradient"), arguments.has("hessian"));
  if (!arguments.has("json")) {
    print_table(table_of(parameters, points, evaluation), arguments);
    return ExitCode::done;
  }
  nlohmann::json document = {
      {"parameters", parameters}, {"points", points}, {"log_prob", evaluation.log_prob}};
  if (arguments.has("gradient")) document["gradient"] = evaluation.gradient;
  if (arguments.has("hessian")) document["hessian"] = evaluation.hessian;
  print_json(document);
  return ExitCode::done;
}

}  // namespace

Verb evaluate_verb() {
  return {.name = "evaluate",
          .summary = "log density, gradient and Hessian of an inferred distribution",
          .operands = {"RUN"},
          .details =
              "Prints log_prob, the log density in nats, at the points of a CSV file whose header names "
              "every free parameter, in any order; other columns are passed over; `-` is stdin. "
              "Derivatives are by the parameters in their own units; CSV holds the upper triangle of the "
              "Hessian, --json all of it. Outside the support log_prob is -inf (null in JSON).",
          .examples = "epi sample runs/lds -n 5 | epi evaluate runs/lds --points - --gradient",
          .options = {{.name = "points", .value_name = "FILE.csv", .help = "where to evaluate"},
                      {.name = "gradient", .help = "with the gradient of log_prob"},
                      {.name = "hessian", .help = "with the Hessian of log_prob"}},
          .run = evaluate};
}

}  // namespace epi::cli
