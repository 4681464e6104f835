#include "plugin/search_path.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace epi::plugin {
namespace {

TEST(SearchPath, ListsAreSplitAtColons) {
  EXPECT_EQ(parse_search_path("/a:b/c::/d.so"), (SearchPath{"/a", "b/c", "/d.so"}));
  EXPECT_EQ(parse_search_path(""), SearchPath{});
}

TEST(SearchPath, ExtraPlacesComeFirstThenTheEnvironment) {
  ::setenv("EPI_PLUGIN_PATH", "/from/environment:/other", 1);
  const SearchPath places = default_search_path({"/from/option"});
  ::unsetenv("EPI_PLUGIN_PATH");
  ASSERT_GE(places.size(), 3u);
  EXPECT_EQ(places[0], "/from/option");
  EXPECT_EQ(places[1], "/from/environment");
  EXPECT_EQ(places[2], "/other");
}

TEST(SearchPath, TheProgramsOwnFolderLiesBesideItsFolder) {
  const std::filesystem::path program = std::filesystem::canonical("/proc/self/exe");
  EXPECT_EQ(own_plugin_folder(), program.parent_path().parent_path() / "lib/epi/plugins");
}

}  // namespace
}  // namespace epi::plugin
