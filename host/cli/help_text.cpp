#include "cli/help_text.h"

#include <fmt/format.h>

#include <sstream>

#include "cli/text_table.h"

namespace epi::cli {
namespace {

constexpr std::size_t kWidth = 80;  // columns
constexpr std::size_t kIndent = 26;

std::string option_text(const Option& option) {
  std::string names =
      option.letter ? fmt::format("  -{}, --{}", option.letter, option.name) : "      --" + option.name;
  if (!option.value_name.empty()) names += " " + option.value_name;
  const std::string help = wrapped(option.help, kWidth - kIndent, kIndent);
  if (names.size() + 2 > kIndent) return names + "\n" + std::string(kIndent, ' ') + help + "\n";
  return names + std::string(kIndent - names.size(), ' ') + help + "\n";
}

std::string usage_of(const Verb& verb) {
  std::string usage = "epi " + verb.name;
  for (std::size_t i = 0; i < verb.operands.size(); ++i) {
    const bool is_optional = verb.last_operand_is_optional && i + 1 == verb.operands.size();
    usage += is_optional ? " [" + verb.operands[i] + "]" : " " + verb.operands[i];
  }
  return usage + " [options]";
}

}  // namespace

std::string overview_text() {
  std::string text =
      "epi infers the distribution of a neural-circuit model's parameters that produces an emergent "
      "property.";
  text = wrapped(text, kWidth, 0) + "\n\nUsage: epi VERB [options]\n\n";
  for (const Verb& verb : all_verbs()) text += fmt::format("  {:<10} {}\n", verb.name, verb.summary);
  text +=
      "\n  epi VERB --help   what a verb takes, with an example\n"
      "  epi --version     version of the program, its plugin interface and its libraries\n\n"
      "Example: epi run --model lds --property oscillation_1hz\n";
  return text;
}

std::string help_text(const Verb& verb) {
  std::string text = "Usage: " + usage_of(verb) + "\n\n" + wrapped(verb.details, kWidth, 0) + "\n\nOptions\n";
  for (const Option& option : verb.options) text += option_text(option);
  for (const Option& option : common_options()) text += option_text(option);
  text += "\nExamples\n";
  std::istringstream examples(verb.examples);
  for (std::string line; std::getline(examples, line);) text += "  " + line + "\n";
  return text;
}

}  // namespace epi::cli
