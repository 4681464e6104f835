#include <fmt/format.h>

#include "cli/json_reading.h"
#include "cli/number_text.h"
#include "cli/option_values.h"
#include "cli/output.h"
#include "cli/run_request.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "epi/host/bench.h"

namespace epi::cli {
namespace {

using nlohmann::json;

std::string percent(double share) {
  return fmt::format("{:.0f} %", 100.0 * share);
}

std::string bench_text(const json& bench) {
  const json& limit = bench.at("limit");
  const json& run = bench.at("run");
  std::string text =
      fmt::format("{}: {}\n{} in {}, {} parameters, batch {}, {} gradient, {} thread(s)\n\n",
                  text_of(bench, "model"), text_of(bench, "property"), text_of(bench, "flow"),
                  text_of(bench, "precision"), text_of(bench, "parameters"), text_of(bench, "batch"),
                  text_of(bench, "gradient"), text_of(bench, "threads"));
  TextTable table({"phase of an iteration", "us", "share"});
  for (const json& phase : bench.at("phases"))
    table.add(
        {text_of(phase, "name"), text_of(phase, "microseconds"), percent(phase.at("share").get<double>())});
  text += table.text();
  text += fmt::format(
      "\n{} iterations/s, {} simulations/s ({} iterations timed)\n", text_of(bench, "iterations_per_second"),
      count_text(bench.at("simulations_per_second").get<double>()), text_of(bench, "iterations"));
  text += fmt::format(
      "limit: the flow's arithmetic takes {} us at {} multiply-adds/s and {} tanh/s, {} of what the flow "
      "takes; with "
      "the model's own time {} of an iteration\n",
      text_of(limit, "microseconds"), count_text(limit.at("multiply_adds_per_second").get<double>()),
      count_text(limit.at("tanhs_per_second").get<double>()), percent(limit.at("flow_share").get<double>()),
      percent(limit.at("share").get<double>()));
  text += fmt::format("a run of {} seed(s) and {} simulations: about {}; peak memory {:.0f} MB\n",
                      text_of(run, "seeds"), count_text(run.at("simulations").get<double>()),
                      duration_text(run.at("seconds").get<double>()),
                      bench.at("peak_memory_bytes").get<double>() / 1e6);
  return text;
}

ExitCode bench(const Arguments& arguments) {
  constexpr std::uint64_t kIterations = 200, kMost = 1000000;
  const auto iterations = static_cast<int>(whole_of(arguments, "iterations", 1, kMost, kIterations));
  const json result = host::bench(run_request_of(arguments), iterations);
  if (arguments.has("json"))
    print_json(result);
  else
    print(bench_text(result));
  return ExitCode::done;
}

}  // namespace

Verb bench_verb() {
  return {.name = "bench",
          .summary = "how fast a run is on this machine, and how fast it could be",
          .operands = {"CONFIG.json"},
          .last_operand_is_optional = true,
          .details =
              "Times some iterations of what `epi run` would do with the same configuration, phase by phase: "
              "sample "
              "(base samples and the flow), simulate (the model and the objective), backward (the flow's "
              "gradient), "
              "step (Adam). The limit is what the flow's arithmetic takes at the rates that this processor "
              "reaches "
              "with nothing else to do. Nothing is written.",
          .examples =
              "epi bench --model lds --property oscillation_1hz\n"
              "epi bench --model stg --property hub_frequency --threads 2 --json",
          .options = with_run_request_options(
              {{.name = "iterations", .value_name = "N", .help = "how many are timed (default: 200)"}}),
          .run = bench};
}

}  // namespace epi::cli
