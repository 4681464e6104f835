#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>

#include "base/error.h"

namespace epi {
namespace {

namespace fs = std::filesystem;

class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/epi_file_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> names_in_folder() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
    return names;
  }
  static void expect_io_error(const std::function<void()>& action, const std::string& where,
                              const std::string& rule) {
    try {
      action();
      ADD_FAILURE() << "no error at " << where;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::io);
      EXPECT_EQ(error.complaint().where, where);
      EXPECT_EQ(error.complaint().rule, rule);
    }
  }

  fs::path folder_;
};

TEST_F(FileTest, ReadsBackEveryByteThatWasWritten) {
  std::string content(100000, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 256);
  write_file_atomically(folder_ / "data.bin", content);
  EXPECT_EQ(read_file(folder_ / "data.bin"), content);
}

TEST_F(FileTest, ReplacesAnOldFileAndLeavesNoTemporaryBehind) {
  write_file_atomically(folder_ / "a.json", "a much longer old content");
  write_file_atomically(folder_ / "a.json", "new");
  EXPECT_EQ(read_file(folder_ / "a.json"), "new");
  EXPECT_THAT(names_in_folder(), testing::ElementsAre("a.json"));
}

TEST_F(FileTest, AReaderThatHasTheOldFileOpenKeepsTheOldContent) {
  write_file_atomically(folder_ / "a", "old");
  std::FILE* reader = std::fopen((folder_ / "a").c_str(), "r");
  ASSERT_NE(reader, nullptr);
  write_file_atomically(folder_ / "a", "new");
  char text[4] = {};
  EXPECT_EQ(std::fread(text, 1, 3, reader), 3u);
  EXPECT_STREQ(text, "old");
  std::fclose(reader);
}

TEST_F(FileTest, AFailedWriteNamesTheFileAndLeavesTheOldOneAndNoTemporary) {
  fs::create_directories(folder_ / "target" / "occupied");
  expect_io_error([&] { write_file_atomically(folder_ / "target", "x"); }, folder_ / "target",
                  "Is a directory");
  EXPECT_THAT(names_in_folder(), testing::ElementsAre("target"));
  expect_io_error([&] { write_file_atomically(folder_ / "none" / "a", "x"); }, folder_ / "none" / "a",
                  "No such file or directory");
}

TEST_F(FileTest, ReadingWhatIsNotThereOrNotAFileNamesTheReason) {
  expect_io_error([&] { read_file(folder_ / "none"); }, folder_ / "none", "No such file or directory");
  expect_io_error([&] { read_file(folder_); }, folder_, "Is a directory");
}

TEST_F(FileTest, RenamesFoldersIntoPlaceAndReplacesFiles) {
  make_folder(folder_ / "new" / "inner");
  rename_durably(folder_ / "new", folder_ / "final");
  EXPECT_TRUE(fs::is_directory(folder_ / "final" / "inner"));
  write_file_atomically(folder_ / "one", "1");
  write_file_atomically(folder_ / "two", "2");
  rename_durably(folder_ / "one", folder_ / "two");
  EXPECT_EQ(read_file(folder_ / "two"), "1");
  expect_io_error([&] { rename_durably(folder_ / "none", folder_ / "x"); },
                  (folder_ / "none").string() + " to " + (folder_ / "x").string(),
                  "No such file or directory");
}

TEST_F(FileTest, MakesFoldersWithParentsAndAcceptsExistingOnes) {
  make_folder(folder_ / "a" / "b");
  make_folder(folder_ / "a" / "b");
  EXPECT_TRUE(fs::is_directory(folder_ / "a" / "b"));
  write_file_atomically(folder_ / "file", "x");
  expect_io_error([&] { make_folder(folder_ / "file"); }, folder_ / "file", "Not a directory");
  expect_io_error([&] { make_folder(folder_ / "file" / "below"); }, folder_ / "file" / "below",
                  "Not a directory");
}

TEST_F(FileTest, LeftoversOfInterruptedWritesAreRemovedAndNothingElse) {
  make_folder(folder_ / "below");
  write_file_atomically(folder_ / "below" / ".trace.csv.tmp-12-3", "torn");
  write_file_atomically(folder_ / "below" / "trace.csv", "whole");
  write_file_atomically(folder_ / ".hidden", "a user's");
  remove_leftovers(folder_);
  EXPECT_FALSE(fs::exists(folder_ / "below" / ".trace.csv.tmp-12-3"));
  EXPECT_TRUE(fs::exists(folder_ / "below" / "trace.csv"));
  EXPECT_TRUE(fs::exists(folder_ / ".hidden"));
}

}  // namespace
}  // namespace epi
