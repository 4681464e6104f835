#include "store/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <ctime>

namespace epi::store {
namespace {

TEST(Machine, NamesThisComputer) {
  std::array<char, 256> name{};
  ASSERT_EQ(gethostname(name.data(), name.size() - 1), 0);
  const Machine machine = this_machine();
  EXPECT_EQ(machine.name, name.data());
  EXPECT_GE(machine.logical_cpus, 1);
  EXPECT_FALSE(machine.cpu_level.empty());
}

TEST(Machine, TimeIsNowInUtc) {
  const std::string text = utc_now();
  std::tm parsed{};
  ASSERT_EQ(strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parsed), text.c_str() + text.size()) << text;
  EXPECT_NEAR(static_cast<double>(timegm(&parsed)), static_cast<double>(std::time(nullptr)), 5.0);
}

}  // namespace
}  // namespace epi::store
