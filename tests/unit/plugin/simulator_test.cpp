#include "plugin/simulator.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "epi/abi/status.h"

namespace epi::plugin {
namespace {

TEST(RowStatus, HasTheNumbersOfTheAbiAndAWordForEach) {
  EXPECT_EQ(static_cast<int>(RowStatus::ok), EPI_ROW_OK);
  EXPECT_EQ(static_cast<int>(RowStatus::out_of_support), EPI_ROW_OUT_OF_SUPPORT);
  EXPECT_EQ(static_cast<int>(RowStatus::nonfinite), EPI_ROW_NONFINITE);
  EXPECT_EQ(static_cast<int>(RowStatus::diverged), EPI_ROW_DIVERGED);
  EXPECT_EQ(static_cast<int>(RowStatus::not_converged), EPI_ROW_NOT_CONVERGED);
  EXPECT_EQ(static_cast<int>(RowStatus::not_run), EPI_ROW_NOT_RUN);
  std::set<std::string> words;
  for (std::uint8_t value = 0; value <= 6; ++value) words.insert(to_string(static_cast<RowStatus>(value)));
  EXPECT_EQ(words.size(), 7u);
}

}  // namespace
}  // namespace epi::plugin
