#include "plugin/level_build.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/cpu_level.h"

namespace epi::plugin {
namespace {

namespace fs = std::filesystem;

class LevelBuild : public ::testing::Test {
 protected:
  void SetUp() override {
    ::unsetenv("EPI_CPU_LEVEL");
    fs::remove_all(folder);
    for (const std::string level : {"x86-64-v2", "x86-64-v3", "x86-64-v4"}) fs::create_directories(folder / level);
    touch(folder / "m.so");
  }
  void TearDown() override {
    ::unsetenv("EPI_CPU_LEVEL");
    fs::remove_all(folder);
  }
  static void touch(const fs::path& file) { std::ofstream(file) << "x"; }

  const fs::path folder = fs::path(::testing::TempDir()) / "level_build_test";
};

}  // namespace

TEST_F(LevelBuild, WithoutOtherBuildsItIsTheFileItself) {
  EXPECT_EQ(best_build_of(folder / "m.so"), folder / "m.so");
}

TEST_F(LevelBuild, TakesTheHighestLevelThatTheProcessorRuns) {
  for (const std::string level : {"x86-64-v2", "x86-64-v3", "x86-64-v4"}) touch(folder / level / "m.so");
  const std::vector<std::string> usable = usable_cpu_levels();
  EXPECT_EQ(best_build_of(folder / "m.so"), usable.empty() ? folder / "m.so" : folder / usable.front() / "m.so");
  EXPECT_EQ(best_build_of(folder / "other.so"), folder / "other.so");
}

TEST_F(LevelBuild, ALevelMayBeMissing) {
  touch(folder / "x86-64-v2" / "m.so");
  const std::vector<std::string> usable = usable_cpu_levels();
  EXPECT_EQ(best_build_of(folder / "m.so"), usable.empty() ? folder / "m.so" : folder / "x86-64-v2" / "m.so");
}

TEST_F(LevelBuild, TheEnvironmentLowersTheLevel) {
  for (const std::string level : {"x86-64-v2", "x86-64-v3", "x86-64-v4"}) touch(folder / level / "m.so");
  ::setenv("EPI_CPU_LEVEL", "x86-64", 1);
  EXPECT_EQ(best_build_of(folder / "m.so"), folder / "m.so");
  ::setenv("EPI_CPU_LEVEL", "x86-64-v2", 1);
  for (const std::string& level : usable_cpu_levels()) EXPECT_EQ(level, "x86-64-v2");
}

}  // namespace epi::plugin
