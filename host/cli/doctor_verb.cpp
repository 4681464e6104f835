#include "cli/json_reading.h"
#include "cli/option_values.h"
#include "cli/output.h"
#include "cli/verb.h"
#include "epi/host/environment.h"

namespace epi::cli {
namespace {

using nlohmann::json;

void print_checks(const json& diagnosis) {
  for (const json& check : list_of(diagnosis, "checks")) {
    const bool is_ok = check.value("ok", false);
    print("  " + (is_ok ? painted("ok  ", Colour::green, 1) : painted("FAIL", Colour::red, 1)) + "  " +
          text_of(check, "name") + ": " + text_of(check, "detail") + "\n");
    if (const std::string advice = text_of(check, "advice"); !is_ok && !advice.empty())
      print("        " + advice + "\n");
  }
}

ExitCode diagnose(const Arguments& arguments) {
  const json diagnosis = host::diagnose_environment(plugin_path_of(arguments));
  if (arguments.has("json"))
    print_json(diagnosis);
  else
    print_checks(diagnosis);
  return diagnosis.value("ok", false) ? ExitCode::done : ExitCode::usage;
}

}  // namespace

Verb doctor_verb() {
  return {.name = "doctor",
          .summary = "is everything here that epi needs?",
          .details =
              "Checks the surroundings: libraries, models, folders, threads, floating point. Ends with 1 "
              "if something needs attention.",
          .examples = "epi doctor",
          .options = {plugin_path_option()},
          .run = diagnose};
}

}  // namespace epi::cli
