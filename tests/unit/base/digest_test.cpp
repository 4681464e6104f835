#include "base/digest.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.h"
#include "base/file.h"

namespace epi {
namespace {

// FIPS 180-4 examples.
TEST(Digest, HashesTheStandardsExamples) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Digest, AFileHashesLikeItsBytesEvenOverManyBlocks) {
  const auto file = std::filesystem::path(testing::TempDir()) / "epi_digest_test.bin";
  const std::string content(300001, 'x');
  write_file_atomically(file, content);
  EXPECT_EQ(sha256_of_file(file), sha256(content));
  std::filesystem::remove(file);
}

TEST(Digest, AMissingFileAndAFolderAreInputOutputErrors) {
  for (const char* path : {"/nonexistent/file", "/"}) {
    try {
      sha256_of_file(path);
      ADD_FAILURE() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::io);
      EXPECT_EQ(error.complaint().where, path);
    }
  }
}

}  // namespace
}  // namespace epi
