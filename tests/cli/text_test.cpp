#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "cli/csv_record.h"
#include "cli/number_text.h"
#include "cli/option_values.h"
#include "cli/progress_display.h"
#include "cli/text_table.h"

namespace epi::cli {
namespace {

TEST(NumberText, ExactTextReadsBackToTheSameBits) {
  for (const double value : {0.1, 1.0 / 3.0, -2.5e-308, 4.9e-324, 1e22, 123456789.123456789, -0.0}) {
    const double back = parse_number(exact_text(value)).value();
    EXPECT_EQ(back, value);
    EXPECT_EQ(std::signbit(back), std::signbit(value));
  }
  EXPECT_EQ(exact_text(0.1), "0.1");
  EXPECT_EQ(exact_text(-std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(exact_text(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(NumberText, NumbersAreWholeTextsOnly) {
  EXPECT_EQ(parse_number("+2"), 2.0);
  for (const char* text : {"", " 1", "1 ", "1x", "+-1", "1,5", "--1"})
    EXPECT_FALSE(parse_number(text)) << text;
  EXPECT_EQ(parse_whole("18446744073709551615"), 18446744073709551615u);
  for (const char* text : {"", "-1", "+1", "1.0", "18446744073709551616"})
    EXPECT_FALSE(parse_whole(text)) << text;
}

TEST(NumberText, DurationsAndCountsAreShort) {
  EXPECT_EQ(duration_text(0.4), "0 s");
  EXPECT_EQ(duration_text(59.6), "1 min 00 s");
  EXPECT_EQ(duration_text(7500), "2 h 05 min");
  EXPECT_EQ(duration_text(273600), "3 d 4 h");
  EXPECT_EQ(count_text(950), "950");
  EXPECT_EQ(count_text(12345), "12.3k");
  EXPECT_EQ(count_text(1.2e6), "1.2M");
}

TEST(Seeds, RangesAndListsMix) {
  EXPECT_EQ(parse_seeds("7", "seeds"), (std::vector<std::uint64_t>{7}));
  EXPECT_EQ(parse_seeds("1:3,10,0:0", "seeds"), (std::vector<std::uint64_t>{1, 2, 3, 10, 0}));
  EXPECT_EQ(parse_seeds("9223372036854775807", "seeds"), (std::vector<std::uint64_t>{9223372036854775807u}));
}

TEST(CsvRecord, FieldsKeepTheirColumns) {
  const std::vector<CsvField> fields = split_csv(" a ,\"b,\"\"c\"\"\",,d");
  ASSERT_EQ(fields.size(), 4u);
  EXPECT_EQ(fields[0].text, "a");
  EXPECT_EQ(fields[0].column, 2u);
  EXPECT_EQ(fields[1].text, "b,\"c\"");
  EXPECT_EQ(fields[2].text, "");
  EXPECT_EQ(fields[3].column, 16u);
}

TEST(CsvRecord, TextIsReadBack) {
  for (const char* text : {"plain", "a,b", "say \"x\"", ""})
    EXPECT_EQ(split_csv(csv_text(text) + ",end").front().text, text);
}

TEST(TextTable, NumbersAreAlignedRightAndEmptyColumnsLeftOut) {
  TextTable table({"name", "unit", "value"});
  table.add({"µ", "", "1.5"});
  table.add({"longer", "", "-12"});
  EXPECT_EQ(table.text(), "  name    value\n  µ         1.5\n  longer    -12\n");
}

TEST(TextTable, WrappingBreaksBeforeTheWordThatPasses) {
  EXPECT_EQ(wrapped("one two three four", 9, 2), "one two\n  three\n  four");
}

host::Progress some_progress() {
  return {.seed = 7,
          .seed_index = 1,
          .n_seeds = 2,
          .epoch = 2,
          .n_epochs = 4,
          .iteration = 50,
          .n_iterations = 100,
          .entropy = 6.9123,
          .worst_constraint = "frequency.std",
          .worst_in_tolerances = 1.84,
          .failed_share = 0.0,
          .simulations_per_second = 1.2e6,
          .seconds_left = 200};
}

TEST(ProgressDisplay, CountsFinishedWorkOnly) {
  EXPECT_DOUBLE_EQ(finished_share(some_progress()), (400 + 100 + 50) / 800.0);
  EXPECT_DOUBLE_EQ(finished_share({}), 0.0);
}

TEST(ProgressDisplay, TextShowsWhatMatters) {
  host::Progress progress = some_progress();
  EXPECT_EQ(progress_text(progress),
            " 68 %, 3 min 20 s left, seed 2/2, epoch 2/4, H = 6.912, frequency.std at 1.8 tolerances, "
            "iteration 50/100, 1.2M simulations/s");
  progress.failed_share = 0.03;
  EXPECT_NE(progress_text(progress).find("3 % failed"), std::string::npos);
}

}  // namespace
}  // namespace epi::cli
