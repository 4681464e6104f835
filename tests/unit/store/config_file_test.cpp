#include "store/config_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

TEST(ConfigFile, TheUsersTextIsKeptByteForByteAndTheResolvedOneReadsBack) {
  const TemporaryFolder temporary;
  const RunFolder folder = RunFolder::create(temporary.path(), false);
  const std::string given = "{ \"b\": 1.50,\r\n\t\"a\": 1e-3 }";
  const nlohmann::json resolved = {{"a", 0.001}, {"b", 1.5}, {"c", {1, 2}}};
  save_config(folder, given, resolved);
  EXPECT_EQ(read_file(folder.config()), given);
  EXPECT_EQ(load_resolved_config(folder), resolved);
}

TEST(ConfigFile, AMissingOrDamagedFileIsAnErrorThatNamesIt) {
  const TemporaryFolder temporary;
  const RunFolder folder = RunFolder::create(temporary.path(), false);
  EXPECT_THAT(error_of([&] { load_resolved_config(folder); }),
              IsError(ErrorKind::io, "config.resolved.json"));
  write_file_atomically(folder.resolved_config(), "{\"a\":");
  EXPECT_THAT(error_of([&] { load_resolved_config(folder); }),
              IsError(ErrorKind::io, "config.resolved.json"));
}

}  // namespace
}  // namespace epi::store
