#include "store/run_folder.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "store/run_record.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

/// A folder with the files of a run in it.
RunFolder earlier_run(const fs::path& root) {
  const RunFolder folder = RunFolder::create(root, false);
  save_run_record(folder.run_json(), RunRecord{});
  make_folder(folder.seed(1).checkpoints());
  write_file_atomically(folder.seed(1).trace(), "epoch\n");
  return folder;
}

TEST(RunFolder, ANewRunMakesItsFolderAndTheParents) {
  const TemporaryFolder temporary;
  const RunFolder folder = RunFolder::create(temporary / "runs/lds/demo", false);
  EXPECT_TRUE(fs::is_directory(folder.root()));
  EXPECT_EQ(folder.run_json(), temporary / "runs/lds/demo/run.json");
}

TEST(RunFolder, AnEmptyFolderIsUsedAsItIs) {
  const TemporaryFolder temporary;
  EXPECT_NO_THROW(RunFolder::create(temporary.path(), false));
}

TEST(RunFolder, ARunKilledBeforeItBeganLeavesAFolderThatIsUsed) {
  const TemporaryFolder temporary;
  const RunFolder unborn = RunFolder::create(temporary / "run", false);
  write_file_atomically(unborn.resolved_config(), "{}");
  write_file_atomically(unborn.root() / ".config.json.tmp-1-0", "{");
  EXPECT_TRUE(fs::is_empty(RunFolder::create(unborn.root(), false).root()));
}

TEST(RunFolder, AFolderWithAConfigurationOfTheUsersIsNeverTouched) {
  const TemporaryFolder temporary;
  write_file_atomically(temporary / "config.json", "{}");
  EXPECT_THAT(error_of([&] { RunFolder::create(temporary.path(), true); }),
              IsError(ErrorKind::io, "something other than an earlier run"));
  EXPECT_TRUE(fs::exists(temporary / "config.json"));
}

TEST(RunFolder, AnEarlierRunIsNeverReplacedUnasked) {
  const TemporaryFolder temporary;
  const RunFolder earlier = earlier_run(temporary / "run");
  const Error error = error_of([&] { RunFolder::create(earlier.root(), false); });
  EXPECT_THAT(error, IsError(ErrorKind::config, "--overwrite"));
  EXPECT_THAT(error, IsError(ErrorKind::config, earlier.root().string()));
  EXPECT_TRUE(fs::exists(earlier.seed(1).trace()));
}

TEST(RunFolder, OverwriteEmptiesAnEarlierRun) {
  const TemporaryFolder temporary;
  const RunFolder earlier = earlier_run(temporary / "run");
  RunFolder::create(earlier.root(), true);
  EXPECT_TRUE(fs::is_empty(earlier.root()));
}

TEST(RunFolder, OverwriteReplacesARunOfANewerVersionToo) {
  const TemporaryFolder temporary;
  write_file_atomically(temporary / "run.json", R"({"format": "epi-result/99"})");
  RunFolder::create(temporary.path(), true);
  EXPECT_TRUE(fs::is_empty(temporary.path()));
}

TEST(RunFolder, AFolderWithOtherThingsIsNeverTouched) {
  for (const char* run_json : {"", "{", "{}", R"({"format": "other/1"})", R"({"format": 3})", "[1]"}) {
    const TemporaryFolder temporary;
    write_file_atomically(temporary / "thesis.tex", "ten years");
    if (*run_json != '\0') write_file_atomically(temporary / "run.json", run_json);
    for (const bool overwrite : {false, true}) {
      EXPECT_THAT(error_of([&] { RunFolder::create(temporary.path(), overwrite); }),
                  IsError(ErrorKind::io, temporary.path().string()))
          << run_json;
    }
    EXPECT_EQ(read_file(temporary / "thesis.tex"), "ten years");
  }
}

TEST(RunFolder, AFileInItsPlaceOrAboveItIsAnError) {
  const TemporaryFolder temporary;
  write_file_atomically(temporary / "taken", "");
  EXPECT_THAT(error_of([&] { RunFolder::create(temporary / "taken", true); }),
              IsError(ErrorKind::io, "taken"));
  EXPECT_THAT(error_of([&] { RunFolder::create(temporary / "taken/run", true); }),
              IsError(ErrorKind::io, "taken"));
  EXPECT_TRUE(fs::is_regular_file(temporary / "taken"));
}

TEST(RunFolder, OpenAcceptsOnlyARun) {
  const TemporaryFolder temporary;
  write_file_atomically(temporary / "file", "");
  make_folder(temporary / "other");
  EXPECT_THAT(error_of([&] { RunFolder::open(temporary / "none"); }),
              IsError(ErrorKind::io, "no such run folder"));
  EXPECT_THAT(error_of([&] { RunFolder::open(temporary / "file"); }), IsError(ErrorKind::io, "not a folder"));
  EXPECT_THAT(error_of([&] { RunFolder::open(temporary / "other"); }),
              IsError(ErrorKind::io, "not a run folder"));
  const RunFolder earlier = earlier_run(temporary / "run");
  EXPECT_EQ(RunFolder::open(earlier.root()).root(), earlier.root());
}

TEST(RunFolder, SeedsAreListedByNumber) {
  const TemporaryFolder temporary;
  const RunFolder folder = earlier_run(temporary / "run");
  constexpr std::uint64_t kLargest = 18446744073709551615U;
  for (const std::uint64_t seed : {std::uint64_t{1000}, std::uint64_t{20}, kLargest, std::uint64_t{0}}) {
    make_folder(folder.seed(seed).root);
  }
  make_folder(folder.root() / "seed-");
  make_folder(folder.root() / "seed-1x");
  make_folder(folder.root() / "seed-99999999999999999999999");
  write_file_atomically(folder.root() / "seed-007", "a file, not a folder");
  EXPECT_EQ(folder.seed(20).root.filename(), "seed-020");
  EXPECT_EQ(folder.seed(1000).root.filename(), "seed-1000");
  EXPECT_THAT(folder.seeds(), ElementsAre(0, 1, 20, 1000, kLargest));
}

TEST(RunFolder, ANewFolderHasNoSeeds) {
  const TemporaryFolder temporary;
  EXPECT_THAT(RunFolder::create(temporary.path(), false).seeds(), IsEmpty());
}

TEST(RunFolderLock, KeepsASecondWriterOutUntilTheFirstEnds) {
  const TemporaryFolder temporary;
  const RunFolder folder = earlier_run(temporary / "run");
  {
    const RunFolderLock first(folder);
    EXPECT_THAT(error_of([&] { const RunFolderLock second(folder); }),
                IsError(ErrorKind::io, "another epi process is writing this run"));
    EXPECT_THAT(error_of([&] { RunFolder::create(folder.root(), true); }),
                IsError(ErrorKind::io, "another epi process is writing this run"));
  }
  EXPECT_NO_THROW(const RunFolderLock third(folder));
  EXPECT_TRUE(fs::exists(folder.run_json()));
}

}  // namespace
}  // namespace epi::store
