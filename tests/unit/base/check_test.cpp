#include "base/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace epi {
namespace {

TEST(Check, ABrokenExpectationIsAnInternalErrorNamingConditionAndPlace) {
  try {
    EPI_CHECK(1 + 1 == 3);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::internal);
    EXPECT_EQ(error.complaint().rule, "1 + 1 == 3");
    EXPECT_THAT(error.complaint().where, testing::HasSubstr("check_test.cpp:"));
  }
}

TEST(Check, EvaluatesItsConditionOnceAndPassesIfItHolds) {
  int calls = 0;
  EPI_CHECK(++calls == 1);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace epi
