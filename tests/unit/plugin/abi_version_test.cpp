#include "plugin/abi_version.h"

#include <gtest/gtest.h>

#include "epi/abi/version.h"
#include "toy_modules.h"

namespace epi::plugin {
namespace {

TEST(AbiVersion, IsWrittenAsMajorAndMinor) {
  EXPECT_EQ(abi_version_text(make_abi_version(1, 0)), "1.0");
  EXPECT_EQ(abi_version_text(make_abi_version(12, 345)), "12.345");
}

TEST(AbiVersion, EveryMinorOfTheHostsMajorIsAccepted) {
  for (const std::uint32_t minor : {0u, 1u, 9u, 65535u})
    EXPECT_NO_THROW(require_compatible_abi(make_abi_version(EPI_ABI_MAJOR, minor), "m", "f"));
}

TEST(AbiVersion, AnotherMajorIsRefusedWithBothVersionsAndTheRemedy) {
  const Error error =
      error_of([] { require_compatible_abi(make_abi_version(2, 3), "the module x 1.0.0", "x.so"); });
  EXPECT_EQ(error.kind(), ErrorKind::plugin);
  EXPECT_STREQ(error.what(),
               "the module x 1.0.0 was built for ABI 2.3, this host speaks ABI 1.0\n  at: x.so\n"
               "  rule: a host loads modules of its own major ABI version\n"
               "  try: build the module with an SDK of ABI 1.x, or use a host of ABI 2.x");
  EXPECT_EQ(error_of([] { require_compatible_abi(make_abi_version(0, 9), "m", "f"); }).kind(),
            ErrorKind::plugin);
}

}  // namespace
}  // namespace epi::plugin
