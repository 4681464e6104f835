#include "config/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"

namespace epi::config {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const json kSchema = json::parse(R"({
  "type": "object", "additionalProperties": false, "required": ["dt"],
  "properties": {
    "dt": { "type": "number", "exclusiveMinimum": 0, "default": 0.5, "description": "time step, s" },
    "steps": { "type": "integer", "minimum": 1, "maximum": 10, "default": 5 },
    "method": { "type": "string", "enum": ["euler", "heun"], "default": "euler" },
    "name": { "type": "string", "pattern": "^[a-z]+$" },
    "cells": { "type": "array", "maxItems": 2, "uniqueItems": true,
               "items": { "type": "object", "properties": { "gain": { "type": "number", "default": 1.0 } } } },
    "noise": { "type": "object", "default": {}, "properties": { "sigma": { "type": ["number", "null"], "default": null } } }
  }
})");

Complaint complaint_about(const json& document) {
  try {
    check_against_schema(document, kSchema, "settings.json", "model.settings");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::config);
    return error.complaint();
  }
  ADD_FAILURE() << "accepted: " << document;
  return {};
}

TEST(CheckAgainstSchema, AcceptsWhatFits) {
  EXPECT_NO_THROW(check_against_schema(
      {{"dt", 1}, {"steps", 10}, {"cells", {{{"gain", 2}}}}, {"noise", {{"sigma", nullptr}}}}, kSchema, "",
      ""));
}

TEST(CheckAgainstSchema, NamesPathValueAndRuleOfANumberOutOfRange) {
  const Complaint complaint = complaint_about({{"dt", 0}});
  EXPECT_EQ(complaint.what, "the number is out of range in settings.json");
  EXPECT_EQ(complaint.where, "model.settings.dt");
  EXPECT_EQ(complaint.value, "0");
  EXPECT_EQ(complaint.rule, "a number > 0 (time step, s)");
}

TEST(CheckAgainstSchema, TellsEveryKindOfFaultInWords) {
  EXPECT_EQ(complaint_about({{"dt", "x"}}).what, "the value has the wrong type in settings.json");
  EXPECT_EQ(complaint_about({{"dt", 1}, {"steps", 11}}).rule, "an integer >= 1 and <= 10");
  EXPECT_EQ(complaint_about({{"dt", 1}, {"steps", 2.5}}).where, "model.settings.steps");
  EXPECT_EQ(complaint_about({{"dt", 1}, {"method", "eular"}}).next, "did you mean \"euler\"?");
  EXPECT_EQ(complaint_about({{"dt", 1}, {"stpes", 2}}).next, "did you mean \"steps\"?");
  EXPECT_EQ(complaint_about(json::object()).what, "the key \"dt\" is missing in settings.json");
  EXPECT_THAT(complaint_about({{"dt", 1}, {"cells", {json::object(), {{"gain", 1}}, {{"gain", 2}}}}}).what,
              HasSubstr("too many items"));
  EXPECT_EQ(complaint_about({{"dt", 1}, {"cells", {{{"gain", 1}}, {{"gain", 1}}}}}).where,
            "model.settings.cells[1]");
  EXPECT_EQ(complaint_about({{"dt", 1}, {"cells", {json::object(), {{"gain", "x"}}}}}).where,
            "model.settings.cells[1].gain");
  EXPECT_EQ(complaint_about({{"dt", 1}, {"noise", {{"sigma", "x"}}}}).rule, "a number or null");
}

TEST(CheckAgainstSchema, FaultsThatOnlyTheValidatorSeesKeepItsWordsAndPlace) {
  const Complaint complaint = complaint_about({{"dt", 1}, {"name", "A1"}});
  EXPECT_EQ(complaint.where, "model.settings.name");
  EXPECT_THAT(complaint.rule, HasSubstr("pattern"));
}

TEST(CheckSchemaItself, RefusesASchemaThatIsNone) {
  EXPECT_NO_THROW(check_schema_itself(kSchema, "model"));
  EXPECT_THROW(check_schema_itself({{"type", 3}}, "model"), Error);
  EXPECT_THROW(check_schema_itself({{"properties", {{"a", {{"minimum", "low"}}}}}}, "model"), Error);
}

TEST(WithDefaults, FillsInMissingValuesAtEveryDepthAndKeepsGivenOnes) {
  EXPECT_EQ(with_defaults({{"steps", 2}, {"cells", {json::object(), {{"gain", 3}}}}}, kSchema),
            json({{"dt", 0.5},
                  {"steps", 2},
                  {"method", "euler"},
                  {"cells", {{{"gain", 1.0}}, {{"gain", 3}}}},
                  {"noise", {{"sigma", nullptr}}}}));
}

}  // namespace
}  // namespace epi::config
