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

TEST(SampleTable, RowsAreTakenAsOftenAsTheirWeightSays) {
  EXPECT_EQ(systematic_rows({1.0, 0.0, 2.0, 1.0}, 0.5), (std::vector<std::int64_t>{0, 2, 2, 3}));
  EXPECT_EQ(systematic_rows({0.0, 0.0, 5.0}, 0.01), (std::vector<std::int64_t>{2, 2, 2}));
  EXPECT_EQ(systematic_rows({0.5, 0.5, 1.0, 2.0}, 0.9), (std::vector<std::int64_t>{1, 2, 3, 3}));
}

TEST(SampleTable, RowsKeepAllTheirColumns) {
  const SampleTable table = rows_of(small_table(), {2, 0, 2});
  check_shapes(table);
  EXPECT_EQ(table.z(0, 0), 3.0);
  EXPECT_EQ(table.z(1, 0), 0.1);
  EXPECT_EQ(table.statistic_values(2, 0), 0.9);
  EXPECT_EQ(table.log_prob[1], -1.5);
  EXPECT_EQ(table.status, (std::vector<std::string>{"ok", "ok", "ok"}));
  EXPECT_EQ(table.weight, (std::vector<double>{1.0, 1.0, 1.0}));
}

}  // namespace
}  // namespace epi::store
