#include "store/netcdf_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

TEST(NetcdfFile, WithoutCommitNothingIsWritten) {
  const TemporaryFolder folder;
  {
    NetcdfFile file(folder / "x.nc");
    file.add_group("posterior");
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(NetcdfFile, CommitReplacesAnEarlierFileAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "x.nc", "old");
  NetcdfFile file(folder / "x.nc");
  file.add_group("posterior");
  file.commit();
  EXPECT_EQ(read_file(folder / "x.nc").substr(0, 4), "\x89HDF");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

TEST(NetcdfFile, ANameThatIsTakenIsAnErrorWithTheName) {
  const TemporaryFolder folder;
  NetcdfFile file(folder / "x.nc");
  file.add_group("posterior");
  EXPECT_THAT(error_of([&] { file.add_group("posterior"); }), IsError(ErrorKind::io, "posterior"));
}

TEST(NetcdfFile, AFileInPlaceOfTheFolderIsAnError) {
  const TemporaryFolder folder;
  write_file_atomically(folder / "run", "");
  NetcdfFile file(folder / "run/x.nc");
  EXPECT_EQ(error_of([&] { file.commit(); }).kind(), ErrorKind::io);
}

}  // namespace
}  // namespace epi::store
