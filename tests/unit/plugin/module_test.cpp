#include "plugin/module.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/digest.h"
#include "epi/abi/version.h"
#include "toy_modules.h"

namespace epi::plugin {
namespace {

TEST(Module, SaysWhatItIs) {
  const ModuleIdentity& identity = toy_module("toy_plain").identity();
  EXPECT_EQ(identity.id, "test.toy_plain");
  EXPECT_EQ(identity.version, "0.9.0");
  EXPECT_EQ(identity.license, "MIT");
  EXPECT_EQ(identity.build, "test build");
  EXPECT_EQ(identity.abi_version, EPI_ABI_VERSION);
  EXPECT_EQ(identity.file, std::filesystem::canonical(toy_path("toy_plain")));
  EXPECT_EQ(identity.sha256, sha256_of_file(toy_path("toy_plain")));
}

TEST(Module, IsLoadedOnceHoweverItsPathIsWritten) {
  const std::filesystem::path link =
      std::filesystem::path(testing::TempDir()) / ("epi_link_" + std::to_string(::getpid()) + ".so");
  std::filesystem::create_symlink(toy_path("toy_plain"), link);
  EXPECT_EQ(&load_module(link), &toy_module("toy_plain"));
  std::filesystem::remove(link);
  EXPECT_EQ(&load_module(toy_path("toy_plain").parent_path() / "." / "toy_plain.so"),
            &toy_module("toy_plain"));
  EXPECT_NE(&toy_module("toy_vjp"), &toy_module("toy_plain"));
}

TEST(Module, KnowsItsModelsAndSuggestsOneForAMisspeltId) {
  const Module& module = toy_module("toy_plain");
  EXPECT_EQ(module.model("toy").version, "1.2.3");
  EXPECT_EQ(module.model("toy").settings_schema["properties"]["sigma"]["default"], 1.0);
  const Error error = error_of([&] { module.model("toi"); });
  EXPECT_EQ(error.kind(), ErrorKind::plugin);
  EXPECT_EQ(error.complaint().next, "did you mean \"toy\"?");
}

}  // namespace
}  // namespace epi::plugin
