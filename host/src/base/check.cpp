#include "base/check.h"

#include "base/error.h"

namespace epi {

void report_broken_expectation(const char* expression, const char* file, int line) {
  throw Error(ErrorKind::internal, {.what = "internal error: a condition of the program does not hold",
                                    .where = std::string(file) + ":" + std::to_string(line),
                                    .value = {},
                                    .rule = expression,
                                    .next = "this is a bug of epi; please report it with this message"});
}

}  // namespace epi
