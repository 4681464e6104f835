#include "cli/inference.h"
#include "cli/json_reading.h"
#include "cli/number_text.h"
#include "cli/output.h"
#include "cli/run_request.h"
#include "cli/verb.h"

namespace epi::cli {
namespace {

using nlohmann::json;

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
  const host::RunRequest request = run_request_of(arguments);
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
      .options = with_run_request_options(
          {{.name = "seed", .value_name = "N", .help = "one seed instead of the configuration's"},
           {.name = "seeds", .value_name = "LIST", .help = "seeds such as 1:5 or 1,2,7"},
           {.name = "out",
            .value_name = "FOLDER",
            .help = "run folder (default: runs/MODEL-PROPERTY)",
            .letter = 'o'},
           {.name = "overwrite", .help = "replace an earlier run in that folder"},
           {.name = "dry-run",
            .help = "print the resolved configuration, estimate the time, write nothing"}}),
      .run = run};
}

}  // namespace epi::cli
