#include "store/failure_file.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "expectations.h"
#include "temporary_folder.h"

namespace epi::store {
namespace {

const std::vector<std::string> kParameters = {"a1", "tau"};

TEST(FailureFile, TheTextIsTheDocumentedOne) {
  const TemporaryFolder folder;
  const std::vector<SeedFailures> seeds = {
      {.seed = 1,
       .failures = {{.epoch = 1, .iteration = 20, .reason = "nonfinite", .z = {0.1, -2.0}},
                    {.epoch = 2, .iteration = 0, .reason = "far, \"too\" far", .z = {5e-324, 1e300}}}},
      {.seed = 18446744073709551615U,
       .failures = {{.epoch = 1, .iteration = 1, .reason = "diverged", .z = {1, 2}}}},
      {.seed = 3, .failures = {}}};
  write_failures(folder / "failures.csv", seeds, kParameters);
  EXPECT_EQ(read_file(folder / "failures.csv"),
            "seed,epoch,iteration,reason,z[a1],z[tau]\n"
            "1,1,20,nonfinite,0.1,-2\n"
            "1,2,0,\"far, \"\"too\"\" far\",5e-324,1e+300\n"
            "18446744073709551615,1,1,diverged,1,2\n");
}

TEST(FailureFile, WithoutFailuresThereIsOnlyTheHeader) {
  const TemporaryFolder folder;
  write_failures(folder / "failures.csv", {}, kParameters);
  EXPECT_EQ(read_file(folder / "failures.csv"), "seed,epoch,iteration,reason,z[a1],z[tau]\n");
}

TEST(FailureFile, ParametersOfAnotherLengthAreRefused) {
  const TemporaryFolder folder;
  const std::vector<SeedFailures> seeds = {
      {.seed = 1, .failures = {{.epoch = 1, .iteration = 1, .reason = "diverged", .z = {1}}}}};
  EXPECT_EQ(error_of([&] { write_failures(folder / "failures.csv", seeds, kParameters); }).kind(),
            ErrorKind::internal);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace epi::store
