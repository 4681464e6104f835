#pragma once

#include <string>

namespace epi {

/// Throws Error(internal) naming the broken expectation. Reached through EPI_CHECK.
[[noreturn]] void report_broken_expectation(const char* expression, const char* file, int line);

}  // namespace epi

/// States what must hold whatever the user does: a failure is a bug of this program, never of its input.
#define EPI_CHECK(condition) \
  ((condition) ? static_cast<void>(0) : ::epi::report_broken_expectation(#condition, __FILE__, __LINE__))
