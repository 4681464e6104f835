#include "store/csv.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace epi::store {
namespace {

TEST(Csv, FieldsReadBackWhateverTheyHold) {
  const std::vector<std::string> fields = {
      "plain", "", "a,b", "he said \"no\"", "\"", ",", "R[frequency.mean]", ""};
  EXPECT_EQ(split_csv_line(csv_line(fields)), fields);
}

TEST(Csv, PlainFieldsStandWithoutQuotes) {
  EXPECT_EQ(csv_line(std::vector<std::string>{"epoch", "R[growth_rate.mean]"}), "epoch,R[growth_rate.mean]");
}

TEST(Csv, ARecordStaysOneLine) {
  const std::string line = csv_line(std::vector<std::string>{"two\nlines", "x\r\ny"});
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 0);
  EXPECT_EQ(split_csv_line(line), (std::vector<std::string>{"two lines", "x  y"}));
}

TEST(Csv, AnEmptyLineIsOneEmptyField) {
  EXPECT_EQ(split_csv_line(""), std::vector<std::string>{""});
}

}  // namespace
}  // namespace epi::store
