#include "store/sample_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expectations.h"
#include "sample_tables.h"

namespace epi::store {
namespace {

using testing::ElementsAre;

TEST(SampleTable, StatusesAreNumberedWithOkFirst) {
  SampleTable table = small_table();
  table.status = {"nonfinite", "diverged", "nonfinite"};
  const auto meanings = status_meanings(table);
  EXPECT_THAT(meanings, ElementsAre("ok", "diverged", "nonfinite"));
  EXPECT_THAT(status_codes(table, meanings), ElementsAre(2, 1, 2));
}

TEST(SampleTable, LengthsThatDisagreeAreRefused) {
  EXPECT_NO_THROW(check_shapes(small_table()));
  const auto refused = [](auto change) {
    SampleTable table = small_table();
    change(table);
    EXPECT_EQ(error_of([&] { check_shapes(table); }).kind(), ErrorKind::internal);
  };
  refused([](SampleTable& table) { table.log_prob.pop_back(); });
  refused([](SampleTable& table) { table.status.emplace_back("ok"); });
  refused([](SampleTable& table) { table.parameters.pop_back(); });
  refused([](SampleTable& table) { table.statistics.pop_back(); });
  refused([](SampleTable& table) { table.statistic_values = Matrix(2, 2); });
}

}  // namespace
}  // namespace epi::store
