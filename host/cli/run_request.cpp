#include "cli/run_request.h"

#include <vector>

#include "cli/json_reading.h"
#include "cli/option_values.h"
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
  if (!model) {
    const std::string verb = "epi " + arguments.command_line().at(1);
    refuse(verb + " needs CONFIG.json, or --model and --property", "`" + verb + " --help`");
  }
  request.origin = "--model " + *model + " --property " + property.value_or("");
  request.config = config_of_property(*model, property, request.plugin_path);
}

}  // namespace

host::RunRequest run_request_of(const Arguments& arguments) {
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

std::vector<Option> with_run_request_options(std::vector<Option> own) {
  std::vector<Option> options = {
      {.name = "model", .value_name = "ID", .help = "a model, as `epi list` prints it"},
      {.name = "property", .value_name = "NAME", .help = "a property of the model (`epi describe`)"},
      {.name = "set",
       .value_name = "PATH=VALUE",
       .help = "override the configuration, e.g. optimizer.batch=500; may be repeated",
       .is_repeatable = true}};
  options.insert(options.end(), own.begin(), own.end());
  options.push_back(threads_option());
  options.push_back(plugin_path_option());
  return options;
}

}  // namespace epi::cli
