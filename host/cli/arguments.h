#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace epi::cli {

struct Verb;

/// An option of a verb, e.g. `-n, --samples N`.
struct Option {
  std::string name;             ///< without dashes
  std::string value_name = {};  ///< how help names its value; empty: a switch without a value
  std::string help = {};        ///< a phrase
  char letter = '\0';           ///< of the short form; none: '\0'
  bool is_repeatable = false;
};

/// What the user wrote behind the verb, taken apart but not yet interpreted.
class Arguments {
 public:
  Arguments(std::vector<std::string> command_line, std::vector<std::string> operands,
            std::map<std::string, std::vector<std::string>> options);

  bool has(const std::string& option) const { return options_.contains(option); }
  std::optional<std::string> value(const std::string& option) const;  ///< nothing if it was not given
  std::vector<std::string> values(const std::string& option) const;   ///< of a repeatable option, in order
  const std::vector<std::string>& operands() const { return operands_; }
  const std::vector<std::string>& command_line() const { return command_line_; }  ///< from "epi" on

 private:
  std::vector<std::string> command_line_;
  std::vector<std::string> operands_;
  std::map<std::string, std::vector<std::string>> options_;
};

/// Takes the words behind a verb apart.
/// @throws Error(config) for an unknown option (did you mean), a missing or a surplus value, or a wrong
/// number of
///   operands, each pointing at `epi VERB --help`. With --help among the words nothing else is asked for.
Arguments parse_arguments(const Verb& verb, std::span<const std::string> words);

/// The options that every verb takes: --help, --json, --quiet.
std::vector<Option> common_options();

}  // namespace epi::cli
