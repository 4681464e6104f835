#include <unistd.h>

#include <fstream>

#include "program_fixture.h"

namespace epi::cli {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

class RunFolderTest : public ProgramTest {
 protected:
  RunFolderTest() {
    json config = tiny_config();
    config["optimizer"] = {{"epochs", 1}, {"iterations", 2}, {"batch", 10}};
    config["seeds"] = {1};
    write_json("config.json", config);
  }

  Ended run(std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"run", "config.json"});
    return epi(options);
  }
};

TEST_F(RunFolderTest, DryRunPrintsTheResolvedConfigurationAndWritesNothing) {
  const Ended ended = run({"--out", "out", "--dry-run", "--seeds", "4:6", "--set", "optimizer.batch=20"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  const json resolved = json::parse(ended.out);
  EXPECT_EQ(resolved["seeds"], json({4, 5, 6}));
  EXPECT_EQ(resolved["optimizer"]["batch"], 20);
  EXPECT_TRUE(resolved["optimizer"].contains("learning_rate"));  // a default, written out
  EXPECT_NE(ended.err.find("nothing was written"), std::string::npos) << ended.err;
  EXPECT_FALSE(fs::exists(folder() / "out"));
  EXPECT_FALSE(fs::exists(folder() / "runs"));
  EXPECT_EQ(json_of({"run", "config.json", "--dry-run"})["estimate"]["seeds"], 1);
}

TEST_F(RunFolderTest, AFolderWithFieldsOfAnEarlierHostCanBeSummarized) {
  run({"--out", "out"});
  json resolved = json::parse(content_of(folder() / "out" / "config.resolved.json"));
  resolved["optimizer"]["a_field_that_is_gone"] = 2;
  write("out/config.resolved.json", resolved.dump());
  EXPECT_EQ(json_of({"summary", "out"})["confidence"], 0.95);
  write("out/config.resolved.json", R"({"convergence": {}})");
  EXPECT_EQ(epi({"summary", "out"}).code, 6);
}

TEST_F(RunFolderTest, BoundsAloneAreAProperty) {
  json config = json::parse(content_of(folder() / "config.json"));
  config["emergent_property"]["constraints"] = {{{"statistic", "growth_rate"}, {"at_most", 100.0}}};
  write_json("config.json", config);
  const Ended ended = run({"--out", "out"});
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_TRUE(fs::exists(folder() / "out" / "resampled.csv"));
}

TEST_F(RunFolderTest, DryRunOfAPropertyIsAConfiguration) {
  const Ended planned = epi({"run", "--model", "lds", "--property", "oscillation_1hz", "--dry-run"});
  ASSERT_EQ(planned.code, 0) << planned.err;
  write("property.json", planned.out);
  EXPECT_EQ(epi({"run", "property.json", "--dry-run"}).out, planned.out);
}

TEST_F(RunFolderTest, EarlierRunIsReplacedOnlyIfAsked) {
  ASSERT_EQ(run({"--out", "out"}).code, 3);
  const std::string record = content_of(folder() / "out" / "run.json");
  const Ended refused = run({"--out", "out"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("--overwrite"), std::string::npos) << refused.err;
  EXPECT_EQ(content_of(folder() / "out" / "run.json"), record);

  std::ofstream(folder() / "out" / "leftover.txt") << "old";
  EXPECT_EQ(run({"--out", "out", "--overwrite", "--seed", "9"}).code, 3);
  EXPECT_FALSE(fs::exists(folder() / "out" / "leftover.txt"));
  EXPECT_TRUE(fs::exists(folder() / "out" / "seed-009"));
}

TEST_F(RunFolderTest, FolderOfSomethingElseIsNeverTouched) {
  fs::create_directory(folder() / "thesis");
  std::ofstream(folder() / "thesis" / "chapter.txt") << "words";
  for (const std::vector<std::string>& options :
       {std::vector<std::string>{"--out", "thesis"}, {"--out", "thesis", "--overwrite"}}) {
    const Ended ended = run(options);
    EXPECT_EQ(ended.code, 6);
    EXPECT_NE(ended.err.find("thesis"), std::string::npos) << ended.err;
  }
  EXPECT_EQ(content_of(folder() / "thesis" / "chapter.txt"), "words");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder() / "thesis"), {}), 1);
}

TEST_F(RunFolderTest, PlaceThatCannotBeWrittenIsAnOutputError) {
  std::ofstream(folder() / "file") << "words";
  for (const char* out : {"file", "file/below", "/proc/epi-run"}) {
    const Ended ended = run({"--out", out});
    EXPECT_EQ(ended.code, 6) << out << ended.err;
    EXPECT_NE(ended.err.find(out), std::string::npos) << ended.err;
  }
  EXPECT_EQ(content_of(folder() / "file"), "words");
}

TEST_F(RunFolderTest, VerbsThatReadARunRefuseAnythingElse) {
  fs::create_directory(folder() / "empty");
  for (const char* verb : {"summary", "sample", "resume"})
    for (const char* place : {"nowhere", "empty", "config.json"}) {
      const Ended ended = epi({verb, place});
      EXPECT_EQ(ended.code, 6) << verb << " " << place;
      EXPECT_NE(ended.err.find(place), std::string::npos) << ended.err;
    }
}

}  // namespace
}  // namespace epi::cli
