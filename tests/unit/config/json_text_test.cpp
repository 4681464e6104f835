#include "config/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace epi::config {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Complaint complaint_about(const std::string& text) {
  try {
    parse_json(text, "run.json");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.complaint();
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

TEST(ParseJson, GivesTheSameDocumentAsThePlainParser) {
  const std::string text =
      R"({"a": [1, -2, 2.5e-3, {"b": null}, [], true], "s": "\u00e9\n", "u": 18446744073709551615,
                              "o": {}, "deep": [[{"x": [0]}]]})";
  EXPECT_EQ(parse_json(text, "run.json"), json::parse(text));
  EXPECT_EQ(parse_json("3", "x"), json(3));
}

TEST(ParseJson, SyntaxErrorsNameLineAndColumn) {
  const Complaint complaint = complaint_about("{\n  \"a\": 1,\n  \"b\": tru\n}");
  EXPECT_EQ(complaint.where, "run.json:3:11");
  EXPECT_THAT(complaint.rule, HasSubstr("invalid literal"));
  EXPECT_EQ(complaint_about("{,}").where, "run.json:1:2");
  EXPECT_EQ(complaint_about("").where, "run.json:1:1");
  EXPECT_EQ(complaint_about("{\"a\": 1").where, "run.json:1:8");
  EXPECT_EQ(complaint_about("{\"a\":\n1e999}").where, "run.json:2:5");
  EXPECT_EQ(complaint_about("{} {}").where, "run.json:1:4");
}

TEST(ParseJson, DuplicateKeysAreRefusedWithTheirPath) {
  EXPECT_EQ(complaint_about(R"({"a": 1, "a": 2})").where, "a");
  EXPECT_EQ(complaint_about(R"({"a": {"x": 1}, "b": [0, {"x": 1, "y": [{}], "x": 2}]})").where, "b[1].x");
  EXPECT_THAT(complaint_about(R"({"a": 1, "a": 1})").what, HasSubstr("appears twice in run.json"));
}

TEST(ParseJson, TheSameKeyInDifferentObjectsIsFine) {
  EXPECT_NO_THROW(parse_json(R"({"a": {"a": {"a": 1}}, "b": [{"a": 1}, {"a": 2}]})", "x"));
}

TEST(Shown, CutsLongValuesAndSurvivesInvalidText) {
  EXPECT_EQ(shown(json("abc")), "\"abc\"");
  EXPECT_EQ(shown(json(std::string(200, 'x'))).size(), 80u);
  EXPECT_NO_THROW(shown(json("\xff")));
}

}  // namespace
}  // namespace epi::config
