#include <exception>
#include <string>
#include <vector>

#include "cli/program.h"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  try {
    return static_cast<int>(epi::cli::run_program(words));
  } catch (const std::exception& error) {
    return static_cast<int>(epi::cli::report_error(error, words));
  }
}
