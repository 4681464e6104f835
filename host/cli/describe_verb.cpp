#include "cli/json_reading.h"
#include "cli/number_text.h"
#include "cli/option_values.h"
#include "cli/output.h"
#include "cli/text_table.h"
#include "cli/verb.h"

namespace epi::cli {
namespace {

using nlohmann::json;

constexpr std::size_t kTextWidth = 100;  // columns

/// "[-10, 10]", "[0, inf)", "(-inf, inf)".
std::string interval_of(const json& quantity) {
  const std::string lower = text_of(quantity, "lower"), upper = text_of(quantity, "upper");
  return (lower.empty() ? "(-inf" : "[" + lower) + ", " + (upper.empty() ? "inf)" : upper + "]");
}

/// What a quantity is: its label and its description, whichever there are.
std::string meaning_of(const json& quantity) {
  const std::string label = text_of(quantity, "label"), description = text_of(quantity, "description");
  return label.empty() || description.empty() ? label + description : label + ": " + description;
}

std::string parameters_of(const json& model) {
  TextTable table({"parameter", "unit", "default", "support", "meaning"});
  for (const json& parameter : list_of(model, "parameters"))
    table.add({text_of(parameter, "name"), text_of(parameter, "unit"), text_of(parameter, "default"),
               interval_of(parameter), meaning_of(parameter)});
  return table.empty() ? "" : "\nParameters\n" + table.text();
}

std::string quantities_of(const json& model, const char* key, const std::string& heading, const char* title) {
  TextTable table({title, "unit", "range", "typical scale", "meaning"});
  for (const json& quantity : list_of(model, key)) {
    const json scale = quantity.value("typical_scale", json());
    table.add({text_of(quantity, "name"), text_of(quantity, "unit"), interval_of(quantity),
               scale == 0.0 ? "" : text_of(quantity, "typical_scale"), meaning_of(quantity)});
  }
  return table.empty() ? "" : "\n" + heading + "\n" + table.text();
}

std::string settings_table_of(const json& model) {
  TextTable table({"setting", "type", "default", "meaning"});
  const json schema = model.value("settings_schema", json::object());
  const json settings = schema.is_object() ? schema.value("properties", json::object()) : json::object();
  for (const auto& [name, rule] : settings.items())
    table.add({name, text_of(rule, "type"), text_of(rule, "default"), text_of(rule, "description")});
  return table.empty() ? "" : "\nSettings\n" + table.text();
}

std::string properties_of(const json& model) {
  TextTable table({"property", "meaning"});
  for (const json& property : list_of(model, "properties"))
    table.add({text_of(property, "name"), text_of(property, "title")});
  return table.empty() ? "" : "\nEmergent properties that ship with it\n" + table.text();
}

/// The facts that are no table: gradient, noise, trajectory, source, file.
std::string facts_of(const json& model) {
  std::string text = "\nGradient: " + text_of(model, "gradient");
  text += model.value("stochastic", false) ? "; simulations are noisy" : "; simulations are deterministic";
  text += model.value("has_trajectory", false) ? "; activity over time is available\n" : "\n";
  if (const std::string citation = text_of(model, "citation"); !citation.empty())
    text += "Source: " + wrapped(citation, kTextWidth, 2) + "\n";
  if (const json module = model.value("module", json()); module.is_object())
    text += "Module: " + text_of(module, "file") + "\n";
  return text;
}

std::string description_text(const json& model) {
  std::string text = painted(text_of(model, "id"), Colour::bold, 1) + " " + text_of(model, "version") + "  " +
                     text_of(model, "title") + "\n";
  if (const std::string summary = text_of(model, "summary"); !summary.empty())
    text += wrapped(summary, kTextWidth, 0) + "\n";
  return text + parameters_of(model) + quantities_of(model, "statistics", "Statistics", "statistic") +
         quantities_of(model, "observables", "Observables", "observable") + settings_table_of(model) +
         properties_of(model) + facts_of(model);
}

ExitCode describe(const Arguments& arguments) {
  const json model =
      host::describe_model(arguments.operands().front(), settings_of(arguments), plugin_path_of(arguments));
  if (arguments.has("json"))
    print_json(model);
  else
    print(description_text(model));
  return ExitCode::done;
}

}  // namespace

Verb describe_verb() {
  return {.name = "describe",
          .summary = "a model's parameters, statistics, settings and properties",
          .operands = {"MODEL"},
          .details =
              "Prints what a model declares: the names to use in a configuration, with units, defaults, "
              "supports and ranges.",
          .examples = "epi describe lds",
          .options = {setting_option(), plugin_path_option()},
          .run = describe};
}

}  // namespace epi::cli
