#pragma once

#include <string>
#include <vector>

#include "cli/arguments.h"
#include "cli/exit_code.h"

namespace epi::cli {

/// Something that epi can do: `epi NAME OPERAND... [options]`.
struct Verb {
  std::string name;
  std::string summary;                     ///< one phrase for the overview
  std::vector<std::string> operands = {};  ///< names of required operands, e.g. "MODEL"
  bool last_operand_is_optional = false;
  std::string details;          ///< what the help says below the usage
  std::string examples;         ///< lines that run as they are
  std::vector<Option> options;  ///< without the common ones
  ExitCode (*run)(const Arguments&);
};

/// Every verb, in the order of the overview.
const std::vector<Verb>& all_verbs();

// One function a verb, each in the file of its name.
Verb run_verb();
Verb resume_verb();
Verb list_verb();
Verb describe_verb();
Verb simulate_verb();
Verb sample_verb();
Verb evaluate_verb();
Verb summary_verb();
Verb bench_verb();
Verb doctor_verb();

}  // namespace epi::cli
