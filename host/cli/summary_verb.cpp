#include "cli/output.h"
#include "cli/summary_text.h"
#include "cli/verb.h"
#include "epi/host/result.h"

namespace epi::cli {
namespace {

ExitCode summarize(const Arguments& arguments) {
  const std::filesystem::path folder = arguments.operands().front();
  const nlohmann::json summary = host::summarize(folder);
  if (arguments.has("json"))
    print_json(summary);
  else
    print(summary_text(summary, folder));
  return ExitCode::done;
}

}  // namespace

Verb summary_verb() {
  return {.name = "summary",
          .summary = "what a run found, in plain words",
          .operands = {"RUN"},
          .details =
              "Says what was asked, whether the property is met, how the seeds compare, which parameters "
              "came out, where the files are, and what to do next. Works on unfinished runs too.",
          .examples = "epi summary runs/lds",
          .options = {},
          .run = summarize};
}

}  // namespace epi::cli
