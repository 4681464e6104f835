#include "cli/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <system_error>

#include "epi/host/error.h"

namespace epi::cli {
namespace {

/// Quiet if it is only that the reader has left (`epi ... | head`).
void complain_of_output() {
  if (errno == EPIPE) return;
  throw Error(ErrorKind::io, {.what = "the output cannot be written",
                              .where = "stdout",
                              .rule = std::generic_category().message(errno)});
}

const char* code_of(Colour colour) {
  switch (colour) {
    case Colour::red:
      return "\033[31m";
    case Colour::green:
      return "\033[32m";
    case Colour::yellow:
      return "\033[33m";
    case Colour::bold:
      return "\033[1m";
    case Colour::none:
      break;
  }
  return "";
}

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) complain_of_output();
}

void print_json(const nlohmann::json& document) {
  print(document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

void finish_output() {
  if (std::fflush(stdout) != 0) complain_of_output();
}

void remark(const Arguments& arguments, std::string_view text) {
  if (!arguments.has("quiet")) std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

std::string painted(std::string_view text, Colour colour, int stream) {
  const char* no_color = std::getenv("NO_COLOR");
  if ((no_color != nullptr && *no_color != '\0') || !is_terminal(stream)) return std::string(text);
  return code_of(colour) + std::string(text) + "\033[0m";
}

bool is_terminal(int stream) {
  const char* kind = std::getenv("TERM");
  return ::isatty(stream) == 1 && kind != nullptr && std::string_view(kind) != "dumb";
}

int terminal_width(int stream) {
  winsize size{};
  return ::ioctl(stream, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

}  // namespace epi::cli
