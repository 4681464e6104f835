#include "cli/option_values.h"
#include "cli/table_output.h"
#include "cli/verb.h"
#include "epi/host/result.h"

namespace epi::cli {
namespace {

constexpr std::uint64_t kMostSamples = 1'000'000'000;

ExitCode sample(const Arguments& arguments) {
  const auto n = static_cast<std::int64_t>(whole_of(arguments, "samples", 1, kMostSamples, 1000));
  const std::uint64_t seed = seed_of(arguments, 1);
  print_table(host::Result(arguments.operands().front()).sample(n, seed), arguments);
  return ExitCode::done;
}

}  // namespace

Verb sample_verb() {
  return {.name = "sample",
          .summary = "new draws from an inferred distribution",
          .operands = {"RUN"},
          .details =
              "Prints the free parameters and log_prob, the log density in nats, as CSV. The same seed "
              "gives the same draws.",
          .examples = "epi sample runs/lds -n 10 --seed 7",
          .options = {{.name = "samples",
                       .value_name = "N",
                       .help = "number of draws (default: 1000)",
                       .letter = 'n'},
                      {.name = "seed", .value_name = "N", .help = "of the draws (default: 1)"}},
          .run = sample};
}

}  // namespace epi::cli
