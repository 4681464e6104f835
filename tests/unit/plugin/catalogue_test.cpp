#include "plugin/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "toy_modules.h"

namespace epi::plugin {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CatalogueTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/epi_catalogue_XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = fs::canonical(pattern);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(CatalogueTest, ABrokenModuleIsListedWithItsReasonAndHidesNothing) {
  fs::create_symlink(toy_path("toy_plain"), folder_ / "b.so");
  write_file_atomically(folder_ / "a.so", "no library");
  write_file_atomically(folder_ / "readme.txt", "not looked at");
  const Catalogue catalogue({folder_});
  ASSERT_EQ(catalogue.modules().size(), 2u);
  EXPECT_EQ(catalogue.modules()[0].file, folder_ / "a.so");
  EXPECT_EQ(catalogue.modules()[0].module, nullptr);
  EXPECT_THAT(catalogue.modules()[0].reason, HasSubstr("this file is not a shared library"));
  EXPECT_EQ(catalogue.modules()[1].module, &toy_module("toy_plain"));
  EXPECT_EQ(catalogue.find("toy").module, &toy_module("toy_plain"));
}

TEST_F(CatalogueTest, OfTwoModulesWithTheSameModelTheFirstInThePathWinsAndTheUserIsTold) {
  const Catalogue catalogue({toy_path("toy_vjp"), toy_path("toy_plain"), toy_path("toy_vjp")});
  EXPECT_EQ(catalogue.modules().size(), 2u) << "the same file twice is one module";
  ASSERT_EQ(catalogue.models().size(), 1u);
  EXPECT_EQ(catalogue.find("toy").module, &toy_module("toy_vjp"));
  ASSERT_EQ(catalogue.notes().size(), 1u);
  EXPECT_EQ(catalogue.notes()[0], "the model \"toy\" is offered twice: " + toy_path("toy_vjp").string() +
                                      " is used, for it comes first in the search path; " +
                                      toy_path("toy_plain").string() + " is not");
}

TEST_F(CatalogueTest, AnUnknownModelIsAnsweredWithASuggestionAndThePlaces) {
  fs::create_symlink(toy_path("toy_plain"), folder_ / "toy.so");
  write_file_atomically(folder_ / "x.so", "no library");
  const Error error = error_of([&] { Catalogue({folder_}).find("toyy"); });
  EXPECT_EQ(error.exit_code(), 2);
  EXPECT_EQ(error.complaint().what, "there is no model \"toyy\"");
  EXPECT_EQ(error.complaint().where, "model.id");
  EXPECT_EQ(error.complaint().rule,
            "looked in " + folder_.string() + "; 1 broken there, `epi list` says why");
  EXPECT_EQ(error.complaint().next, "did you mean \"toy\"?");
  EXPECT_THAT(error_of([] { Catalogue({}).find("toy"); }).complaint().next, HasSubstr("EPI_PLUGIN_PATH"));
}

TEST_F(CatalogueTest, APlaceThatIsNotThereIsListedAsBroken) {
  const Catalogue catalogue({folder_ / "none"});
  ASSERT_EQ(catalogue.modules().size(), 1u);
  EXPECT_THAT(catalogue.modules()[0].reason, HasSubstr("No such file or directory"));
}

TEST_F(CatalogueTest, AnExplicitPathIsLoadedWithoutASearchPath) {
  const Catalogue nothing({});
  const std::string path = toy_path("toy_plain");
  EXPECT_EQ(nothing.find(path).info->id, "toy");
  EXPECT_EQ(nothing.find(path + ":toy").module, &toy_module("toy_plain"));
  EXPECT_EQ(error_of([&] { nothing.find(path + ":tooy"); }).complaint().next, "did you mean \"toy\"?");
  EXPECT_EQ(error_of([&] { nothing.find("./none.so"); }).complaint().what, "there is no such module");
  EXPECT_EQ(error_of([&] { nothing.find("none.so"); }).complaint().what, "there is no such module");
}

TEST(IsModulePath, TellsPathsFromIds) {
  for (const char* path : {"a.so", "dir/a.so", "./a", "a.so:model"})
    EXPECT_TRUE(is_module_path(path)) << path;
  for (const char* id : {"lds", "org.example.stg3", "org.example.sofa"})
    EXPECT_FALSE(is_module_path(id)) << id;
}

}  // namespace
}  // namespace epi::plugin
