#include "store/json_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

TEST(JsonFile, ADocumentReadsBack) {
  const TemporaryFolder folder;
  const nlohmann::json document = {{"format", "epi-x/1"}, {"value", 0.1}};
  write_json_file(folder / "x.json", document);
  EXPECT_EQ(read_json_file(folder / "x.json", "epi-x/1"), document);
}

TEST(JsonFile, BytesThatAreNotUtf8AreReplacedInsteadOfLosingTheDocument) {
  const TemporaryFolder folder;
  write_json_file(folder / "x.json", {{"format", "epi-x/1"}, {"message", "bad \xff byte"}});
  EXPECT_EQ(read_json_file(folder / "x.json", "epi-x/1")["message"], "bad \xEF\xBF\xBD byte");
}

TEST(JsonFile, AnotherFormatIsRefusedWithBothNames) {
  const TemporaryFolder folder;
  write_json_file(folder / "x.json", {{"format", "epi-x/2"}});
  const Error error = error_of([&] { read_json_file(folder / "x.json", "epi-x/1"); });
  EXPECT_THAT(error, IsError(ErrorKind::io, "epi-x/2"));
  EXPECT_THAT(error, IsError(ErrorKind::io, "epi-x/1"));
  EXPECT_THAT(error, IsError(ErrorKind::io, "x.json"));
}

TEST(JsonFile, WhatIsNotADocumentIsRefused) {
  const TemporaryFolder folder;
  for (const char* text : {"", "{", "[]", "3", "{\"format\": 1}", "{}", "{\"format\": \"epi-x/1\"} x"}) {
    write_file_atomically(folder / "x.json", text);
    EXPECT_THAT(error_of([&] { read_json_file(folder / "x.json", "epi-x/1"); }),
                IsError(ErrorKind::io, "x.json"))
        << text;
  }
}

}  // namespace
}  // namespace epi::store
