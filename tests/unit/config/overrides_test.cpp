#include "config/overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace epi::config {
namespace {

using nlohmann::json;

json with(json document, std::vector<std::string> overrides) {
  apply_overrides(document, overrides);
  return document;
}

void expect_refused(json document, const std::string& text, const std::string& what) {
  try {
    apply_overrides(document, std::vector<std::string>{text});
    ADD_FAILURE() << "accepted: " << text;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    EXPECT_THAT(error.complaint().what, testing::HasSubstr(what));
    EXPECT_EQ(error.complaint().where, "--set " + text);
  }
}

TEST(Overrides, ReplaceAndCreateValues) {
  EXPECT_EQ(with({{"optimizer", {{"batch", 1}}}},
                 {"optimizer.batch=500", "optimizer.epochs=3", "flow.kind=real_nvp"}),
            json({{"optimizer", {{"batch", 500}, {"epochs", 3}}}, {"flow", {{"kind", "real_nvp"}}}}));
}

TEST(Overrides, ValuesAreJsonOrElseText) {
  EXPECT_EQ(with({}, {"a=[1,2]", "b=1e-3", "c=true", "d=\"7\"", "e=half a loaf", "f=", "g=x=y"}),
            json({{"a", {1, 2}},
                  {"b", 1e-3},
                  {"c", true},
                  {"d", "7"},
                  {"e", "half a loaf"},
                  {"f", ""},
                  {"g", "x=y"}}));
}

TEST(Overrides, ReachItemsOfListsByIndexInBothSpellings) {
  const json document = {{"constraints", {{{"std", 1}}, {{"std", 2}}}}};
  EXPECT_EQ(with(document, {"constraints.1.std=5"})["constraints"][1]["std"], 5);
  EXPECT_EQ(with(document, {"constraints[0].std=5"})["constraints"][0]["std"], 5);
  EXPECT_EQ(with(document, {"constraints[2].std=5"})["constraints"].size(), 3u);
}

TEST(Overrides, LaterOnesWin) {
  EXPECT_EQ(with({}, {"a=1", "a=2"})["a"], 2);
}

TEST(Overrides, RefuseWhatCannotBeMeant) {
  expect_refused({}, "optimizer.batch", "no key or no value");
  expect_refused({}, "=3", "no key or no value");
  expect_refused({}, "a..b=3", "empty step");
  expect_refused({{"a", 3}}, "a.b=3", "walks through a value that has no parts");
  expect_refused({{"a", {1}}}, "a.2=3", "is no index of a list of 1");
  expect_refused({{"a", {1}}}, "a.first=3", "is no index of a list of 1");
}

}  // namespace
}  // namespace epi::config
