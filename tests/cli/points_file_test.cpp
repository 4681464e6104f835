#include "cli/points_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "epi/host/error.h"

namespace epi::cli {
namespace {

class PointsFileTest : public ::testing::Test {
 protected:
  PointsFileTest() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    file_ = std::filesystem::path(::testing::TempDir()) / (std::string(test->name()) + ".csv");
  }
  ~PointsFileTest() override { std::filesystem::remove(file_); }

  Points read(const std::string& content, const WantedColumns& wanted) {
    std::ofstream(file_) << content;
    return read_points(file_.string(), wanted);
  }
  /// The complaint about a file.
  Complaint refusal(const std::string& content, const WantedColumns& wanted) {
    try {
      read(content, wanted);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::config);
      return error.complaint();
    }
    ADD_FAILURE() << "accepted: " << content;
    return {};
  }
  /// Where a complaint points, without the file's name.
  std::string place(const Complaint& complaint) const {
    EXPECT_EQ(complaint.where.find(file_.string() + ":"), 0u) << complaint.where;
    return complaint.where.substr(std::min(complaint.where.size(), file_.string().size() + 1));
  }

 private:
  std::filesystem::path file_;
};

const WantedColumns kAnyOf = {.names = {"a1", "a2", "a3"}, .passed_over = {"log_prob"}};
const WantedColumns kAllOf = {.names = {"a1", "a2"}, .all_required = true, .pass_over_any = true};

TEST_F(PointsFileTest, ColumnsAreFoundByName) {
  const Points points = read("a2,log_prob,a1\n1,x,-2.5\n3e-2,y,+4\n", kAnyOf);
  EXPECT_EQ(points.names, (std::vector<std::string>{"a2", "a1"}));
  EXPECT_EQ(points.rows, (std::vector<std::vector<double>>{{1, -2.5}, {0.03, 4}}));
  EXPECT_EQ(points.passed_over, (std::vector<std::string>{"log_prob"}));
}

TEST_F(PointsFileTest, CommentsQuotesBlanksAndForeignLineEndsAreUnderstood) {
  const Points points = read("\xEF\xBB\xBF# note\r\n\r\n\"a1\" , a2\r\n \"1\",2 \r\n# end\r\n3,4", kAnyOf);
  EXPECT_EQ(points.names, (std::vector<std::string>{"a1", "a2"}));
  EXPECT_EQ(points.rows, (std::vector<std::vector<double>>{{1, 2}, {3, 4}}));
}

TEST_F(PointsFileTest, UnknownColumnIsRefusedWithTheNearestName) {
  const Complaint complaint = refusal("a1,a22\n1,2\n", kAnyOf);
  EXPECT_EQ(place(complaint), "1:4");
  EXPECT_EQ(complaint.next, "did you mean \"a2\"?");
}

TEST_F(PointsFileTest, UnknownColumnIsPassedOverOnlyIfNothingIsMissing) {
  EXPECT_EQ(read("a1,a2,a_2\n1,2,3\n", kAllOf).passed_over, (std::vector<std::string>{"a_2"}));
  EXPECT_EQ(refusal("a1,a_2\n1,2\n", kAllOf).next, "did you mean \"a2\"?");
  EXPECT_NE(refusal("a1,frequency\n1,2\n", kAllOf).what.find("\"a2\""), std::string::npos);
}

TEST_F(PointsFileTest, BadCellIsNamedByLineAndColumn) {
  for (const char* cell : {"abc", "", "1,5", "nan", "inf", "1e999", "0x10", "1 2"}) {
    const Complaint complaint = refusal("a1,a2\n1,2\n 3, " + std::string(cell) + "\n", kAnyOf);
    EXPECT_EQ(place(complaint).substr(0, 2), "3:") << cell;
  }
  const Complaint complaint = refusal("# c\na1,a2\n1,2\n 3, abc\n", kAnyOf);
  EXPECT_EQ(place(complaint), "4:5");
  EXPECT_EQ(complaint.value, "abc");
}

TEST_F(PointsFileTest, LinesOfAnotherLengthAndEmptyFilesAreRefused) {
  EXPECT_EQ(place(refusal("a1,a2\n1\n", kAnyOf)), "2:1");
  EXPECT_EQ(place(refusal("a1,a2\n1,2,3\n", kAnyOf)), "2:5");
  EXPECT_EQ(refusal("a1,a1\n1,2\n", kAnyOf).what, "the column \"a1\" appears twice");
  EXPECT_EQ(refusal("a1,a2\n", kAnyOf).what, "the file holds no points");
  EXPECT_EQ(refusal("", kAnyOf).what, "the file has no header");
}

TEST_F(PointsFileTest, FileThatCannotBeReadIsAnInputError) {
  for (const std::string& file : {std::string("no/such/file.csv"), ::testing::TempDir()}) {
    try {
      read_points(file, kAnyOf);
      ADD_FAILURE() << "read " << file;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::io) << file;
      EXPECT_EQ(error.complaint().where, file);
    }
  }
}

}  // namespace
}  // namespace epi::cli
