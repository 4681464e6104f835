#include "program_fixture.h"

namespace epi::cli {
namespace {

using nlohmann::json;

class ConfigErrorsTest : public ProgramTest {
 protected:
  /// Runs a configuration that is wrong: refused in words that contain all of `answer`, before anything is
  /// written.
  void expect_refusal(const json& config, const std::vector<std::string>& answer, int code = 1,
                      const std::vector<std::string>& options = {}) const {
    write_json("wrong.json", config);
    std::vector<std::string> words = {"run", "wrong.json", "--out", "out"};
    words.insert(words.end(), options.begin(), options.end());
    const Ended ended = epi(words);
    EXPECT_EQ(ended.code, code) << config << "\n" << ended.err;
    EXPECT_EQ(ended.out, "");
    for (const std::string& part : answer)
      EXPECT_NE(ended.err.find(part), std::string::npos) << config << "\nlacks: " << part << "\n"
                                                         << ended.err;
    EXPECT_FALSE(std::filesystem::exists(folder() / "out")) << config;
  }

  /// The tiny configuration with the value at a JSON pointer replaced.
  static json with(const std::string& pointer, const json& value) {
    json config = tiny_config();
    config[json::json_pointer(pointer)] = value;
    return config;
  }
};

constexpr const char* kGrowth = "/emergent_property/constraints/0";

TEST_F(ConfigErrorsTest, UnknownKeysAreRefusedWithTheNearest) {
  expect_refusal(with("/sedes", {1}), {"unknown key \"sedes\"", "did you mean \"seeds\""});
  expect_refusal(with("/optimizer/epoch", 3), {"optimizer.epoch", "did you mean \"epochs\""});
}

TEST_F(ConfigErrorsTest, WrongTypesNamePathValueAndRule) {
  expect_refusal(with("/optimizer/epochs", "three"), {"optimizer.epochs", "\"three\"", "wrong type"});
  expect_refusal(with("/seeds", 1), {"seeds", "wrong type"});
}

TEST_F(ConfigErrorsTest, MisspeltStatisticIsRefusedWithTheNearest) {
  expect_refusal(with(std::string(kGrowth) + "/statistic", "grwoth_rate"),
                 {"grwoth_rate", "did you mean \"growth_rate\""});
}

TEST_F(ConfigErrorsTest, ImpossibleTargetsAreRefused) {
  for (const double std : {0.0, -0.25})
    expect_refusal(with(std::string(kGrowth) + "/std", std), {"emergent_property.constraints[0].std", "> 0"});
  // A frequency is never negative.
  expect_refusal(with("/emergent_property/constraints/1/mean", -1.0),
                 {"constraints[1].mean", "-1", "frequency"});
}

TEST_F(ConfigErrorsTest, UnknownParametersAreRefusedWithTheNearest) {
  expect_refusal(with("/parameters/free", {"a1", "a22"}), {"a22", "did you mean \"a2\""});
  expect_refusal(with("/parameters/fixed", {{"b1", 0.0}}), {"b1", "did you mean \"a1\""});
}

TEST_F(ConfigErrorsTest, FixedParametersStayInTheSupport) {
  expect_refusal(with("/parameters/fixed", {{"a1", 11.0}}), {"a1", "11", "10"});
}

TEST_F(ConfigErrorsTest, SettingsAreCheckedByTheModel) {
  expect_refusal(with("/model/settings", {{"tua", 1.0}}), {"tua", "did you mean \"tau\""});
}

TEST_F(ConfigErrorsTest, UnknownModelIsAPluginErrorWithTheNearest) {
  expect_refusal(with("/model/id", "ldss"), {"ldss", "did you mean \"lds\""}, 2);
}

TEST_F(ConfigErrorsTest, TextThatIsNoJsonIsLocated) {
  write("wrong.json", "{\n  \"model\": }\n");
  const Ended ended = epi({"run", "wrong.json"});
  EXPECT_EQ(ended.code, 1);
  EXPECT_NE(ended.err.find("wrong.json:2:"), std::string::npos) << ended.err;
}

TEST_F(ConfigErrorsTest, MissingFileIsAnInputError) {
  const Ended ended = epi({"run", "nowhere.json"});
  EXPECT_EQ(ended.code, 6);
  EXPECT_NE(ended.err.find("nowhere.json"), std::string::npos) << ended.err;
}

TEST_F(ConfigErrorsTest, OverridesAreCheckedLikeTheFile) {
  expect_refusal(tiny_config(), {"optimizer.epochs"}, 1, {"--set", "optimizer.epochs=0"});
  expect_refusal(tiny_config(), {"--set epochs"}, 1, {"--set", "epochs"});
}

TEST_F(ConfigErrorsTest, PropertiesOfAModelAreSuggested) {
  const Ended misspelt = epi({"run", "--model", "lds", "--property", "oscillation_2hz"});
  EXPECT_EQ(misspelt.code, 1);
  EXPECT_NE(misspelt.err.find("did you mean \"oscillation_1hz\""), std::string::npos) << misspelt.err;
  const Ended missing = epi({"run", "--model", "lds"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_NE(missing.err.find("oscillation_1hz"), std::string::npos) << missing.err;
}

}  // namespace
}  // namespace epi::cli
