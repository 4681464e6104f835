#include <gtest/gtest.h>
#include <epi/cpp/settings_reader.hpp>
#include <epi/cpp/settings_schema.hpp>

#include <nlohmann/json.hpp>

namespace {

using namespace epi::sdk;

struct Settings {
  double tau = 0.5;
  std::int64_t steps = 200;
  bool clip = true;
  std::string solver = "settled";
};

std::deque<Setting<Settings>> known() {
  std::deque<Setting<Settings>> settings;
  settings.emplace_back("tau", &Settings::tau).unit("s").above(0.0).at_most(10.0).describe("time constant");
  settings.emplace_back("steps", &Settings::steps).at_least(1).below(1e6).describe("number of steps");
  settings.emplace_back("clip", &Settings::clip).describe("bound the \"slope\"");
  settings.emplace_back("solver", &Settings::solver).one_of({"settled", "damped"}).describe("method");
  return settings;
}

Settings read(const std::string& json) {
  return read_settings(json, known());
}

std::string complaint(const std::string& json) {
  try {
    read(json);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.status(), EPI_E_SETTINGS);
    return failure.what();
  }
  return "no complaint";
}

}  // namespace

TEST(Settings, AbsentKeysKeepTheirDefaults) {
  const Settings settings = read(" { } ");
  EXPECT_EQ(settings.tau, 0.5);
  EXPECT_EQ(settings.steps, 200);
  EXPECT_TRUE(settings.clip);
  EXPECT_EQ(settings.solver, "settled");
}

TEST(Settings, GivenKeysAreTaken) {
  const Settings settings =
      read(R"({"tau": 2.5e-1, "steps": 300.0, "clip": false, "solver": "\u0064amped"})");
  EXPECT_EQ(settings.tau, 0.25);
  EXPECT_EQ(settings.steps, 300);
  EXPECT_FALSE(settings.clip);
  EXPECT_EQ(settings.solver, "damped");
}

TEST(Settings, AnUnknownKeyIsRefusedWithASuggestion) {
  EXPECT_EQ(complaint(R"({"tua": 1})"), "'tua' is not a setting of this model; did you mean 'tau'?");
  EXPECT_EQ(complaint(R"({"gain": 1})"),
            "'gain' is not a setting of this model; known: tau, steps, clip, solver");
}

TEST(Settings, AValueOfTheWrongTypeIsRefused) {
  EXPECT_EQ(complaint(R"({"tau": "fast"})"), "setting 'tau' = \"fast\": must be a number");
  EXPECT_EQ(complaint(R"({"steps": 2.5})"), "setting 'steps' = 2.5: must be a whole number");
  EXPECT_EQ(complaint(R"({"clip": 1})"), "setting 'clip' = 1: must be true or false");
  EXPECT_EQ(complaint(R"({"solver": true})"), "setting 'solver' = true: must be a text in quotes");
}

TEST(Settings, AValueOutOfRangeIsRefusedWithTheRuleAndTheUnit) {
  EXPECT_EQ(complaint(R"({"tau": 0})"), "setting 'tau' = 0: must be > 0 and <= 10 s");
  EXPECT_EQ(complaint(R"({"tau": 10.5})"), "setting 'tau' = 10.5: must be > 0 and <= 10 s");
  EXPECT_EQ(complaint(R"({"steps": 0})"), "setting 'steps' = 0: must be >= 1 and < 1e+06");
  EXPECT_EQ(complaint(R"({"steps": 1000000})"), "setting 'steps' = 1000000: must be >= 1 and < 1e+06");
  EXPECT_EQ(complaint(R"({"solver": "dampd"})"),
            "setting 'solver' = \"dampd\": must be one of \"settled\", \"damped\"; did you mean 'damped'?");
}

TEST(Settings, WhatIsNotAFlatJsonObjectIsRefused) {
  for (const char* text : {"",
                           "[]",
                           "{",
                           "{\"tau\"}",
                           "{\"tau\": }",
                           "{\"tau\": 1,}",
                           "{\"tau\": 01}",
                           "{\"tau\": .5}",
                           "{\"tau\": 1.}",
                           "{\"tau\": 1e}",
                           "{\"tau\": nan}",
                           "{\"tau\": 1} x",
                           "{\"tau\": [1]}",
                           "{\"tau\": {\"a\": 1}}",
                           "{\"tau\": null}",
                           "{\"tau\": 1, \"tau\": 2}",
                           "{'tau': 1}",
                           "{\"tau\": 1e999}",
                           "{\"solver\": \"a\\x\"}",
                           "{\"solver\": \"\\ud800\"}",
                           "{\"solver\": \"a",
                           "{\"tau\": tru}"}) {
    EXPECT_EQ(complaint(text).rfind("settings are not a valid JSON object: ", 0), 0u) << text;
  }
}

TEST(Settings, TheSchemaSaysWhatTheReaderChecks) {
  const auto schema = nlohmann::json::parse(settings_schema(known()));
  EXPECT_EQ(schema, nlohmann::json::parse(R"({
    "type": "object",
    "properties": {
      "tau": {"type": "number", "default": 0.5, "exclusiveMinimum": 0, "maximum": 10,
              "description": "time constant [s]"},
      "steps": {"type": "integer", "default": 200, "minimum": 1, "exclusiveMaximum": 1000000,
                "description": "number of steps"},
      "clip": {"type": "boolean", "default": true, "description": "bound the \"slope\""},
      "solver": {"type": "string", "default": "settled", "enum": ["settled", "damped"], "description": "method"}
    },
    "additionalProperties": false
  })"));
}
