#include <algorithm>
#include <sstream>

#include "program_fixture.h"

namespace epi::cli {
namespace {

using nlohmann::json;

class ModelsTest : public ProgramTest {};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST_F(ModelsTest, ListNamesTheModelsThatShip) {
  const Ended ended = epi({"list"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_NE(ended.out.find("\n  lds "), std::string::npos) << ended.out;
}

TEST_F(ModelsTest, ListNamesAModelOnceHoweverManyModulesOfferIt) {
  const std::filesystem::path copy = folder() / "copy.so";
  const std::string original = json_of({"describe", "lds"})["module"]["file"];
  std::filesystem::copy_file(original, copy);
  const json found = json_of({"list", "--plugin-path", copy.string()});
  std::vector<std::string> files;
  for (const json& module : found["modules"])
    for (const json& model : module["models"])
      if (model["id"] == "lds") files.push_back(module["file"]);
  EXPECT_EQ(files, std::vector{copy.string()});
  EXPECT_NE(found["notes"].dump().find("offered twice"), std::string::npos);
}

TEST_F(ModelsTest, DescribeShowsTheNamesToUseInAConfiguration) {
  const Ended ended = epi({"describe", "lds"});
  EXPECT_EQ(ended.code, 0);
  EXPECT_EQ(ended.out.find("lds "), 0u);
  for (const char* part : {"Parameters", "a1", "[-10, 10]", "Statistics", "growth_rate", "frequency", "Hz",
                           "Settings", "tau", "oscillation_1hz"})
    EXPECT_NE(ended.out.find(part), std::string::npos) << part << "\n" << ended.out;
  EXPECT_EQ(json_of({"describe", "lds"})["parameters"].size(), 4u);
}

TEST_F(ModelsTest, DescribeOfAnUnknownModelSuggestsTheNearest) {
  const Ended ended = epi({"describe", "ldz"});
  EXPECT_EQ(ended.code, 2);
  EXPECT_NE(ended.err.find("did you mean \"lds\""), std::string::npos) << ended.err;
}

// A = [[0, 1], [-4, 0]] has eigenvalues +-2i: no growth, frequency 2 / (2 pi) Hz.
TEST_F(ModelsTest, SimulateComputesStatisticsOfPointsInOrder) {
  const json table =
      json_of({"simulate", "lds", "--at", "a1=0,a2=1,a3=-4,a4=0", "--at", "a1=-1,a2=0,a3=0,a4=-2"});
  const auto column = [&](const char* name) {
    const auto found = std::find(table["columns"].begin(), table["columns"].end(), name);
    return static_cast<std::size_t>(found - table["columns"].begin());
  };
  ASSERT_LT(column("frequency"), table["columns"].size());
  EXPECT_NEAR(table["rows"][0][column("growth_rate")].get<double>(), 0.0, 1e-12);
  EXPECT_NEAR(table["rows"][0][column("frequency")].get<double>(), 0.3183098861837907, 1e-12);
  EXPECT_NEAR(table["rows"][1][column("growth_rate")].get<double>(), -1.0, 1e-12);
  EXPECT_EQ(table["status"], json::array({"ok", "ok"}));
}

TEST_F(ModelsTest, SettingsReachTheModel) {
  const std::string point = "a1=0,a2=1,a3=-4,a4=0";
  const json slow = json_of({"simulate", "lds", "--at", point, "--setting", "tau=2"});
  const json fast = json_of({"simulate", "lds", "--at", point});
  EXPECT_DOUBLE_EQ(2.0 * slow["rows"][0].back().get<double>(), fast["rows"][0].back().get<double>());
}

TEST_F(ModelsTest, SimulateOutputIsAPointsFile) {
  const Ended first = epi({"simulate", "lds", "--at", "a1=0.1,a2=1", "--at", "a3=-4.25"});
  ASSERT_EQ(first.code, 0) << first.err;
  write("points.csv", first.out);
  const Ended from_file = epi({"simulate", "lds", "--points", "points.csv"});
  EXPECT_EQ(from_file.code, 0) << from_file.err;
  EXPECT_EQ(from_file.out, first.out);
  EXPECT_EQ(epi({"simulate", "lds", "--points", "-"}, first.out).out, first.out);
}

TEST_F(ModelsTest, BadPointsFileIsLocated) {
  write("points.csv", "a1,a2\n1,2\n3,x\n");
  const Ended bad_cell = epi({"simulate", "lds", "--points", "points.csv"});
  EXPECT_EQ(bad_cell.code, 1);
  EXPECT_EQ(bad_cell.out, "");
  EXPECT_NE(bad_cell.err.find("points.csv:3:3"), std::string::npos) << bad_cell.err;
  write("points.csv", "a1,a22\n1,2\n");
  const Ended bad_name = epi({"simulate", "lds", "--points", "points.csv"});
  EXPECT_EQ(bad_name.code, 1);
  EXPECT_NE(bad_name.err.find("did you mean \"a2\""), std::string::npos) << bad_name.err;
  EXPECT_EQ(epi({"simulate", "lds", "--points", "nowhere.csv"}).code, 6);
}

TEST_F(ModelsTest, PointsOutsideTheSupportAreRefused) {
  const Ended ended = epi({"simulate", "lds", "--at", "a1=10.5"});
  EXPECT_EQ(ended.code, 1) << ended.err;
  EXPECT_NE(ended.err.find("a1"), std::string::npos);
  EXPECT_NE(ended.err.find("10.5"), std::string::npos);
}

TEST_F(ModelsTest, TrajectoryRunsToTheGivenEnd) {
  const Ended ended = epi({"simulate", "lds", "--at", "a2=1,a3=-4", "--trajectory", "--t-end", "2"});
  ASSERT_EQ(ended.code, 0) << ended.err;
  const std::vector<std::string> lines = lines_of(ended.out);
  ASSERT_GT(lines.size(), 3u);
  EXPECT_EQ(lines.front().substr(0, 2), "t,");
  EXPECT_EQ(lines[1].substr(0, 2), "0,");
  EXPECT_NEAR(std::stod(lines.back()), 2.0, 1e-9);
}

TEST_F(ModelsTest, OutputThatIsNotAcceptedIsAnOutputError) {
  Process::Setup full = setup({"describe", "lds"});
  full.out = "/dev/full";
  const Ended ended = Process(full).wait();
  EXPECT_EQ(ended.code, 6);
  EXPECT_NE(ended.err.find("stdout"), std::string::npos) << ended.err;
}

TEST_F(ModelsTest, PropertyBringsItsOwnSectionsOfTheConfigurationAndTheUserHasTheLastWord) {
  const std::string toy = std::string(EPI_TOY_MODULES_DIR) + "/toy_plain.so";
  const json config = json_of({"run", "--model", toy, "--property", "tuned", "--dry-run", "--set",
                               "optimizer.anneal.epochs=5", "--set", "flow.layers=4"})["config"];
  EXPECT_EQ(config["model"]["settings"]["sigma"], 0.25);
  EXPECT_EQ(config["parameters"]["free"], json({"gain", "offset"}));
  EXPECT_EQ(config["parameters"]["fixed"]["rate"], 0.5);
  EXPECT_EQ(config["flow"]["kind"], "planar");
  EXPECT_EQ(config["flow"]["layers"], 4);
  EXPECT_EQ(config["initialization"]["search"]["samples"], 1000);
  EXPECT_EQ(config["optimizer"]["batch"], 64);
  EXPECT_EQ(config["optimizer"]["anneal"], json({{"from", 100.0}, {"epochs", 5}}));
}

}  // namespace
}  // namespace epi::cli
