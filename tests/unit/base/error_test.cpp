#include "base/error.h"

#include <gtest/gtest.h>

namespace epi {
namespace {

TEST(Error, ShowsEveryFieldOfTheComplaintOnItsOwnLine) {
  const Error error(ErrorKind::config, {.what = "the number is out of range",
                                        .where = "optimizer.batch",
                                        .value = "3",
                                        .rule = "an integer >= 4",
                                        .next = "use 4"});
  EXPECT_STREQ(
      error.what(),
      "the number is out of range\n  at: optimizer.batch\n  value: 3\n  rule: an integer >= 4\n  try: use 4");
}

TEST(Error, LeavesEmptyFieldsOut) {
  const Error error(ErrorKind::config, {.what = "unknown statistic \"frequencey\"",
                                        .where = "emergent_property.constraints[1].statistic",
                                        .value = {},
                                        .rule = {},
                                        .next = "did you mean \"frequency\"?"});
  EXPECT_STREQ(error.what(),
               "unknown statistic \"frequencey\"\n  at: emergent_property.constraints[1].statistic\n"
               "  try: did you mean \"frequency\"?");
}

TEST(Error, KindsAreTheDocumentedExitCodes) {
  const auto exit_code = [](ErrorKind kind) {
    return Error(kind, {.what = "x", .where = {}, .value = {}, .rule = {}, .next = {}}).exit_code();
  };
  EXPECT_EQ(exit_code(ErrorKind::config), 1);
  EXPECT_EQ(exit_code(ErrorKind::plugin), 2);
  EXPECT_EQ(exit_code(ErrorKind::failed_simulations), 5);
  EXPECT_EQ(exit_code(ErrorKind::io), 6);
  EXPECT_EQ(exit_code(ErrorKind::internal), 7);
}

}  // namespace
}  // namespace epi
