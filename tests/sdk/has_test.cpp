#include <epi/abi.h>
#include <gtest/gtest.h>

TEST(Has, AFieldIsThereOnlyIfItLiesWhollyInsideTheOwnersStruct) {
  epi_host host{};
  host.struct_size = sizeof(epi_host);
  EXPECT_TRUE(EPI_HAS(&host, get_extension));
  host.struct_size = offsetof(epi_host, get_extension) + sizeof(host.get_extension) - 1;
  EXPECT_FALSE(EPI_HAS(&host, get_extension));
  EXPECT_TRUE(EPI_HAS(&host, log));
}

TEST(Has, NothingHasNoFields) {
  const epi_host* nothing = nullptr;
  EXPECT_FALSE(EPI_HAS(nothing, name));
}
