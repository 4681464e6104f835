#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "cli/arguments.h"

namespace epi::cli {

/// Writes to stdout: results, for programs or for people.   @throws Error(io) if it is not accepted.
void print(std::string_view text);
/// Writes an indented document and a line feed to stdout; numbers that JSON lacks become null.   @throws
/// Error(io).
void print_json(const nlohmann::json& document);
/// Hands everything printed to the system.   @throws Error(io) if it is not accepted.
void finish_output();

/// Writes a line for people to stderr, unless --quiet was given.
void remark(const Arguments& arguments, std::string_view text);

enum class Colour { none, red, green, yellow, bold };

/// The text in a colour, if the stream is a terminal and neither NO_COLOR nor a terminal that cannot show
/// colours forbids it.
std::string painted(std::string_view text, Colour colour, int stream);

/// Is this stream (1: stdout, 2: stderr) a terminal that can move its cursor?
bool is_terminal(int stream);
/// Columns of the terminal behind a stream; 80 if unknown.
int terminal_width(int stream);

}  // namespace epi::cli
