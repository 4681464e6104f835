#include "program_fixture.h"

namespace epi::cli {
namespace {

using nlohmann::json;

/// Modules that the host must refuse (tests/bad_plugins), as a user meets them.
class PluginErrorsTest : public ProgramTest {
 protected:
  static std::string bad_module(const std::string& name) {
    return (std::filesystem::path(EPI_TOY_MODULES_DIR) / (name + ".so")).string();
  }

  /// Every verb that loads the file answers with code 2 and these words; `run` writes nothing.
  void expect_refusal(const std::string& file, const std::vector<std::string>& answer) const {
    json config = tiny_config();
    config["model"]["id"] = file;
    write_json("config.json", config);
    const std::vector<std::vector<std::string>> commands = {
        {"describe", file}, {"simulate", file}, {"run", "config.json", "--out", "out"}};
    for (const auto& words : commands) {
      const Ended ended = epi(words);
      EXPECT_EQ(ended.code, 2) << words.front() << " " << file << "\n" << ended.err;
      EXPECT_EQ(ended.out, "");
      for (const std::string& part : answer)
        EXPECT_NE(ended.err.find(part), std::string::npos) << words.front() << " lacks: " << part << "\n"
                                                           << ended.err;
    }
    EXPECT_FALSE(std::filesystem::exists(folder() / "out"));
  }
};

TEST_F(PluginErrorsTest, MissingFile) {
  expect_refusal("./nowhere.so", {"nowhere.so"});
}

TEST_F(PluginErrorsTest, FileThatIsNoLibrary) {
  write("text.so", "this is text\n");
  expect_refusal("./text.so", {"text.so", "ELF"});
}

TEST_F(PluginErrorsTest, OtherMajorVersionNamesBothVersions) {
  expect_refusal(bad_module("bad_wrong_major"), {"bad_wrong_major.so", "1.0", "2.0"});
}

TEST_F(PluginErrorsTest, MissingSymbolIsNamed) {
  expect_refusal(bad_module("bad_missing_symbol"), {"bad_missing_symbol.so", "symbol"});
}

TEST_F(PluginErrorsTest, LibraryWithoutTheEntryFunction) {
  expect_refusal(bad_module("bad_no_entry"), {"bad_no_entry.so"});
}

TEST_F(PluginErrorsTest, ListShowsBrokenModulesBesideWorkingOnes) {
  const json found = json_of({"list", "--plugin-path", bad_module("bad_wrong_major")});
  bool lists_lds = false, lists_broken = false;
  for (const json& module : found["modules"]) {
    for (const json& model : module["models"]) lists_lds = lists_lds || model["id"] == "lds";
    if (module["status"] == "broken")
      lists_broken = lists_broken || module["file"].get<std::string>().ends_with("bad_wrong_major.so");
  }
  EXPECT_TRUE(lists_lds);
  EXPECT_TRUE(lists_broken);
  const Ended words = epi({"list", "--plugin-path", bad_module("bad_wrong_major")});
  EXPECT_EQ(words.code, 0);
  EXPECT_NE(words.out.find("Not usable"), std::string::npos) << words.out;
}

TEST_F(PluginErrorsTest, DoctorNamesBrokenModulesWithAdvice) {
  const json diagnosis = json_of({"doctor", "--plugin-path", bad_module("bad_wrong_major")}, 1);
  EXPECT_EQ(diagnosis["ok"], false);
  const Ended words = epi({"doctor", "--plugin-path", bad_module("bad_wrong_major")});
  EXPECT_EQ(words.code, 1);
  EXPECT_NE(words.out.find("FAIL"), std::string::npos);
  EXPECT_NE(words.out.find("bad_wrong_major.so"), std::string::npos) << words.out;
}

TEST_F(PluginErrorsTest, DoctorIsContentWithTheModelsThatShip) {
  EXPECT_EQ(json_of({"doctor"})["ok"], true);
}

}  // namespace
}  // namespace epi::cli
