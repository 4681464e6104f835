#include "cli/json_reading.h"
#include "cli/option_values.h"
#include "cli/output.h"
#include "cli/text_table.h"
#include "cli/verb.h"

namespace epi::cli {
namespace {

using nlohmann::json;

void print_models(const json& found) {
  TextTable models({"model", "version", "title", "module"});
  std::string broken;
  for (const json& module : list_of(found, "modules")) {
    for (const json& model : list_of(module, "models"))
      models.add({text_of(model, "id"), text_of(model, "version"), text_of(model, "title"),
                  text_of(module, "file")});
    if (text_of(module, "status") == "broken")
      broken += "  " + text_of(module, "file") + "\n    " + text_of(module, "reason") + "\n";
  }
  if (!models.empty()) print(models.text());
  if (!broken.empty()) print("\nNot usable\n" + broken);
  for (const json& note : list_of(found, "notes")) print("\nNote: " + text_of(note) + "\n");
  if (!models.empty()) return;
  print("No models found. Searched:\n");
  for (const json& folder : list_of(found, "searched")) print("  " + text_of(folder) + "\n");
  print("Add a place with --plugin-path or the environment variable EPI_PLUGIN_PATH.\n");
}

ExitCode list(const Arguments& arguments) {
  const json found = host::list_models(plugin_path_of(arguments));
  if (arguments.has("json"))
    print_json(found);
  else
    print_models(found);
  return ExitCode::done;
}

}  // namespace

Verb list_verb() {
  return {.name = "list",
          .summary = "models that can be used here",
          .details =
              "Lists every model found in the given places, in $EPI_PLUGIN_PATH and beside the program, "
              "and every module that cannot be used, with the reason.",
          .examples = "epi list",
          .options = {plugin_path_option()},
          .run = list};
}

}  // namespace epi::cli
