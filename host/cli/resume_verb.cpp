#include "cli/inference.h"
#include "cli/option_values.h"
#include "cli/verb.h"

namespace epi::cli {
namespace {

ExitCode resume(const Arguments& arguments) {
  const host::ResumeRequest request{.folder = arguments.operands().front(),
                                    .threads = threads_of(arguments),
                                    .plugin_path = plugin_path_of(arguments),
                                    .command_line = arguments.command_line()};
  return watch_inference(arguments,
                         [&](host::RunObserver& observer) { return host::resume(request, observer); });
}

}  // namespace

Verb resume_verb() {
  return {.name = "resume",
          .summary = "go on with a run that was interrupted or killed",
          .operands = {"RUN"},
          .details =
              "Continues from the newest checkpoint in the run folder. The result is the same, bit for "
              "bit, as if the run had never stopped. A finished run is left as it is.",
          .examples = "epi resume runs/lds",
          .options = {threads_option(), plugin_path_option()},
          .run = resume};
}

}  // namespace epi::cli
