#include "cli/arguments.h"

#include <boost/program_options.hpp>
#include <utility>

#include "cli/verb.h"
#include "epi/host/error.h"
#include "epi/host/suggest.h"

namespace epi::cli {
namespace {

namespace po = boost::program_options;

// The name under which Boost collects everything that is no option; no user can type it.
constexpr const char* kOperands = "\x01operands";

std::string pointer_to_help(const Verb& verb) {
  return "`epi " + verb.name + " --help`";
}

std::vector<Option> options_of(const Verb& verb) {
  std::vector<Option> options = verb.options;
  for (Option& option : common_options()) options.push_back(std::move(option));
  return options;
}

po::options_description described(const std::vector<Option>& options) {
  po::options_description description;
  for (const Option& option : options) {
    const std::string names = option.letter ? option.name + "," + option.letter : option.name;
    if (option.value_name.empty())
      description.add_options()(names.c_str(), "");
    else if (option.is_repeatable)
      description.add_options()(names.c_str(), po::value<std::vector<std::string>>()->composing(), "");
    else
      description.add_options()(names.c_str(), po::value<std::string>(), "");
  }
  description.add_options()(kOperands, po::value<std::vector<std::string>>(), "");
  return description;
}

[[noreturn]] void refuse_unknown(const Verb& verb, const std::string& word) {
  std::vector<std::string> known;
  for (const Option& option : options_of(verb)) known.push_back("--" + option.name);
  const std::string best = nearest(word, known);
  throw Error(ErrorKind::config, {.what = "epi " + verb.name + " has no option " + word,
                                  .next = (best.empty() ? "" : "did you mean " + best + "? All options: ") +
                                          pointer_to_help(verb)});
}

po::variables_map parsed(const Verb& verb, std::span<const std::string> words) {
  const po::options_description description = described(options_of(verb));
  po::positional_options_description positional;
  positional.add(kOperands, -1);
  po::variables_map map;
  try {
    // Abbreviated options would change their meaning with every new option.
    po::store(po::command_line_parser(std::vector<std::string>(words.begin(), words.end()))
                  .options(description)
                  .positional(positional)
                  .style(po::command_line_style::unix_style & ~po::command_line_style::allow_guessing)
                  .run(),
              map);
  } catch (const po::unknown_option& error) {
    refuse_unknown(verb, error.get_option_name());
  } catch (const po::error& error) {
    throw Error(ErrorKind::config, {.what = error.what(), .next = pointer_to_help(verb)});
  }
  return map;
}

void check_operands(const Verb& verb, const std::vector<std::string>& operands) {
  const std::size_t n_most = verb.operands.size();
  const std::size_t n_least = n_most - (verb.last_operand_is_optional ? 1 : 0);
  if (operands.size() > n_most)
    throw Error(ErrorKind::config,
                {.what = "epi " + verb.name + " does not know what to do with \"" + operands[n_most] + "\"",
                 .next = pointer_to_help(verb)});
  if (operands.size() < n_least)
    throw Error(ErrorKind::config, {.what = "epi " + verb.name + " needs " + verb.operands[operands.size()],
                                    .next = pointer_to_help(verb)});
}

}  // namespace

Arguments::Arguments(std::vector<std::string> command_line, std::vector<std::string> operands,
                     std::map<std::string, std::vector<std::string>> options)
    : command_line_(std::move(command_line)), operands_(std::move(operands)), options_(std::move(options)) {}

std::optional<std::string> Arguments::value(const std::string& option) const {
  const auto found = options_.find(option);
  if (found == options_.end()) return std::nullopt;
  return found->second.front();
}

std::vector<std::string> Arguments::values(const std::string& option) const {
  const auto found = options_.find(option);
  return found == options_.end() ? std::vector<std::string>() : found->second;
}

Arguments parse_arguments(const Verb& verb, std::span<const std::string> words) {
  const po::variables_map map = parsed(verb, words);
  std::vector<std::string> operands;
  std::map<std::string, std::vector<std::string>> options;
  for (const auto& [name, value] : map) {
    if (name == kOperands)
      operands = value.as<std::vector<std::string>>();
    else if (value.empty())
      options[name] = {};
    else if (const auto* text = boost::any_cast<std::string>(&value.value()))
      options[name] = {*text};
    else
      options[name] = value.as<std::vector<std::string>>();
  }
  if (!options.contains("help")) check_operands(verb, operands);
  std::vector<std::string> command = {"epi", verb.name};
  command.insert(command.end(), words.begin(), words.end());
  return Arguments(std::move(command), std::move(operands), std::move(options));
}

std::vector<Option> common_options() {
  return {{.name = "json", .help = "machine-readable output on stdout, words for people on stderr"},
          {.name = "quiet", .help = "no progress and no remarks; errors are still shown", .letter = 'q'},
          {.name = "help", .help = "this text", .letter = 'h'}};
}

}  // namespace epi::cli
