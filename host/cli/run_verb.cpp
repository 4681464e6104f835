#include <vector>

#include "cli/inference.h"
#include "cli/json_reading.h"
#include "cli/number_text.h"
#include "cli/option_values.h"
#include "cli/output.h"
#include "cli/verb.h"
#include "epi/host/config.h"
#include "epi/host/error.h"
#include "epi/host/suggest.h"

namespace epi::cli {
namespace {

using nlohmann::json;

[[noreturn]] void refuse(std::string what, std::string next) {
  throw Error(ErrorKind::config, {.what = std::move(what), .next = std::move(next)});
}

/// The configuration document of `--model ID --property NAME`.
json config_of_property(const std::string& model, const std::optional<std::string>& property,
                        const host::PluginPath& plugin_path) {
  const json description = host::describe_model(model, json::object(), plugin_path);
  std::vector<std::string> known;
  json config = {{"schema", "epi-run/1"}, {"model", {{"id", model}}}};
  for (const json& offered : list_of(description, "properties")) {
    known.push_back(text_of(offered, "name"));
    if (known.back() != property) continue;
    config.merge_patch(offered.at("fragment"));
    return config;
  }
  if (!property) refuse("--model needs --property", "add --property NAME; " + did_you_mean("", known));
  throw Error(ErrorKind::config,
              {.what = "the model \"" + model + "\" ships no property \"" + *property + "\"",
               .where = "--property",
               .value = *property,
               .next = did_you_mean(*property, known)});
}

/// Fills in the configuration and where it came from.
void read_config_into(host::RunRequest& request, const Arguments& arguments) {
  const std::optional<std::string> model = arguments.value("model");
  const std::optional<std::string> property = arguments.value("property");
  if (!arguments.operands().empty()) {
    if (model || property)
      refuse("a configuration file and --model or --property exclude each other", "leave one of them out");
    request.origin = arguments.operands().front();
    request.config = host::read_config(request.origin);
    return;
  }
  if (!model) refuse("epi run needs CONFIG.json, or --model and --property", "`epi run --help`");
  request.origin = "--model " + *model + " --property " + property.value_or("");
  request.config = config_of_property(*model, property, request.plugin_path);
}

host::RunRequest request_of(const Arguments& arguments) {
  if (arguments.has("seed") && arguments.has("seeds"))
    refuse("--seed and --seeds exclude each other", "give one of them");
  host::RunRequest request;
  request.plugin_path = plugin_path_of(arguments);
  request.threads = threads_of(arguments);
  request.out = arguments.value("out").value_or("");
  request.overwrite = arguments.has("overwrite");
  request.command_line = arguments.command_line();
  request.overrides = arguments.values("set");
  for (const char* option : {"seed", "seeds"})
    if (const auto text = arguments.value(option))
      request.overrides.push_back("seeds=" + json(parse_seeds(*text, option)).dump());
  read_config_into(request, arguments);
  return request;
}

ExitCode plan(const Arguments& arguments, const host::RunRequest& request) {
  const json plan = host::plan_run(request);
  print_json(arguments.has("json") ? plan : plan.at("config"));
  const json& estimate = plan.at("estimate");
  remark(arguments,
         "nothing was written; a run would take about " + duration_text(estimate.value("seconds", 0.0)) +
             ": " + count_text(estimate.value("simulations", 0.0)) + " simulations over " +
             text_of(estimate, "seeds") + " seed(s) on " + std::to_string(request.threads) + " thread(s)");
  return ExitCode::done;
}

ExitCode run(const Arguments& arguments) {
  const host::RunRequest request = request_of(arguments);
  if (arguments.has("dry-run")) return plan(arguments, request);
  return watch_inference(arguments,
                         [&](host::RunObserver& observer) { return host::run(request, observer); });
}

}  // namespace

Verb run_verb() {
  return {
      .name = "run",
      .summary = "infer the parameters that produce an emergent property",
      .operands = {"CONFIG.json"},
      .last_operand_is_optional = true,
      .details =
          "Finds the maximum-entropy distribution of a model's parameters under the property's "
          "constraints, once for every seed, and writes a run folder. The converged seed of highest "
          "entropy is the result. Instead of a configuration file, --model and --property take a "
          "property that ships with a model. Ctrl-C ends the run with a checkpoint; `epi resume` goes on.",
      .examples =
          "epi run --model lds --property oscillation_1hz --seeds 1:3 --out runs/lds\n"
          "epi run --model lds --property oscillation_1hz --dry-run > lds.json\n"
          "epi run lds.json --set optimizer.epochs=6 --set optimizer.batch=500",
      .options =
          {{.name = "model", .value_name = "ID", .help = "a model, as `epi list` prints it"},
           {.name = "property", .value_name = "NAME", .help = "a property of the model (`epi describe`)"},
           {.name = "set",
            .value_name = "PATH=VALUE",
            .help = "override the configuration, e.g. optimizer.batch=500; may be repeated",
            .is_repeatable = true},
           {.name = "seed", .value_name = "N", .help = "one seed instead of the configuration's"},
           {.name = "seeds", .value_name = "LIST", .help = "seeds such as 1:5 or 1,2,7"},
           {.name = "out",
            .value_name = "FOLDER",
            .help = "run folder (default: runs/MODEL-PROPERTY)",
            .letter = 'o'},
           {.name = "overwrite", .help = "replace an earlier run in that folder"},
           {.name = "dry-run", .help = "print the resolved configuration, estimate the time, write nothing"},
           threads_option(),
           plugin_path_option()},
      .run = run};
}

}  // namespace epi::cli
