#pragma once

#include <exception>
#include <span>
#include <string>

#include "cli/exit_code.h"

namespace epi::cli {

/// Does what the words behind the program's name ask for.
/// @throws Error, and anything else only for a bug.
ExitCode run_program(std::span<const std::string> words);

/// Says on stderr what went wrong, and with --json among the words also as a document on stdout.
/// @return the exit code of the error's kind; `internal` for anything but Error.
ExitCode report_error(const std::exception& error, std::span<const std::string> words);

}  // namespace epi::cli
