#include <algorithm>

#include "cli/json_reading.h"
#include "cli/option_values.h"
#include "cli/output.h"
#include "cli/points_file.h"
#include "cli/table_output.h"
#include "cli/verb.h"
#include "epi/host/error.h"
#include "epi/host/suggest.h"

namespace epi::cli {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(std::string what, std::string rule) {
  throw Error(ErrorKind::config,
              {.what = std::move(what), .rule = std::move(rule), .next = "`epi simulate --help`"});
}

std::vector<std::string> names_of(const json& model, const char* key) {
  std::vector<std::string> names;
  for (const json& quantity : list_of(model, key)) names.push_back(text_of(quantity, "name"));
  return names;
}

void check_names(const std::map<std::string, double>& point, const std::vector<std::string>& parameters) {
  for (const auto& [name, value] : point)
    if (std::find(parameters.begin(), parameters.end(), name) == parameters.end())
      throw Error(ErrorKind::config, {.what = "the model has no parameter \"" + name + "\"",
                                      .where = "--at",
                                      .value = name,
                                      .next = did_you_mean(name, parameters)});
}

/// Columns that `epi simulate`, `epi sample` and samples.csv hold beside the parameters.
std::vector<std::string> results_of(const json& model) {
  std::vector<std::string> names = {"log_prob", "lp__", "status", "status__", "weight__"};
  for (const char* key : {"statistics", "observables"})
    for (const std::string& name : names_of(model, key)) names.push_back(name);
  return names;
}

using Point = std::map<std::string, double>;

std::vector<Point> points_of(const Arguments& arguments, const json& model) {
  const std::vector<std::string> parameters = names_of(model, "parameters");
  const std::vector<std::string> at = arguments.values("at");
  const std::optional<std::string> file = arguments.value("points");
  if (!at.empty() && file) refuse("--at and --points exclude each other", "points come from one place");
  std::vector<Point> points;
  for (const std::string& text : at) {
    points.push_back(parse_point(text, "at"));
    check_names(points.back(), parameters);
  }
  if (file) {
    const Points read = read_points(*file, {.names = parameters, .passed_over = results_of(model)});
    for (const std::vector<double>& row : read.rows) {
      Point& point = points.emplace_back();
      for (std::size_t j = 0; j < row.size(); ++j) point[read.names[j]] = row[j];
    }
  }
  if (points.empty()) points.emplace_back();  // the model's defaults
  return points;
}

void remark_failures(const Arguments& arguments, const host::Table& table) {
  const auto n_failed = std::count_if(table.status.begin(), table.status.end(),
                                      [](const std::string& status) { return status != "ok"; });
  if (n_failed > 0)
    remark(arguments, std::to_string(n_failed) + " of " + std::to_string(table.status.size()) +
                          " simulations failed; the status column says why");
}

ExitCode simulate(const Arguments& arguments) {
  host::SimulationRequest request{.model_id = arguments.operands().front(),
                                  .settings = settings_of(arguments),
                                  .plugin_path = plugin_path_of(arguments),
                                  .points = {},
                                  .seed = seed_of(arguments, 0),
                                  .threads = threads_of(arguments)};
  const bool is_trajectory = arguments.has("trajectory");
  const std::optional<double> t_end = positive_of(arguments, "t-end");
  if (t_end && !is_trajectory) refuse("--t-end without --trajectory", "only activity over time has an end");
  const json model = host::describe_model(request.model_id, request.settings, request.plugin_path);
  request.points = points_of(arguments, model);
  if (is_trajectory && request.points.size() > 1)
    refuse("--trajectory with " + std::to_string(request.points.size()) + " points",
           "a trajectory has one point");
  const host::Table table =
      is_trajectory ? host::simulate_trajectory(request, t_end) : host::simulate(request);
  print_table(table, arguments);
  if (!is_trajectory) remark_failures(arguments, table);
  return ExitCode::done;
}

}  // namespace

Verb simulate_verb() {
  return {.name = "simulate",
          .summary = "what a model does at given parameters, without inference",
          .operands = {"MODEL"},
          .details =
              "Prints parameters, statistics and observables as CSV, a row a point. Parameters that are "
              "not given stay at the model's defaults; without any point the defaults are simulated. "
              "The points file is a CSV file whose header names parameters; `-` is stdin.",
          .examples =
              "epi simulate lds --at a1=0.5,a2=6 --at a2=-6,a3=6\n"
              "epi simulate lds --at a2=-6,a3=6 --trajectory --t-end 2 > activity.csv",
          .options = {{.name = "at",
                       .value_name = "NAME=X,...",
                       .help = "a point; may be repeated",
                       .is_repeatable = true},
                      {.name = "points", .value_name = "FILE.csv", .help = "a file of points"},
                      {.name = "trajectory", .help = "activity over time at the one point"},
                      {.name = "t-end",
                       .value_name = "T",
                       .help = "end of the activity, in the model's unit of time"},
                      setting_option(),
                      {.name = "seed", .value_name = "N", .help = "of the model's noise (default: 0)"},
                      threads_option(),
                      plugin_path_option()},
          .run = simulate};
}

}  // namespace epi::cli
