#include "plugin/host_services.h"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

#include "epi/abi/version.h"

namespace epi::plugin {
namespace {

TEST(HostServices, TellsAModuleWhoItsHostIs) {
  const epi_host& host = host_services_for("a.so");
  EXPECT_EQ(host.struct_size, sizeof(epi_host));
  EXPECT_EQ(host.abi_version, EPI_ABI_VERSION);
  EXPECT_STREQ(host.name, "epi");
  EXPECT_STRNE(host.version, "");
  EXPECT_EQ(host.get_extension(host.ctx, "com.acme.unknown/1"), nullptr);
}

TEST(HostServices, LogLinesCarryTheModuleTheyComeFrom) {
  std::vector<std::tuple<int, std::string, std::string>> lines;
  set_module_log([&](int level, std::string_view file, std::string_view line) {
    lines.emplace_back(level, file, line);
  });
  const epi_host &a = host_services_for("a.so"), &b = host_services_for("b.so");
  a.log(a.ctx, EPI_LOG_WARN, "first");
  b.log(b.ctx, 99, "an unknown level reads as information");
  b.log(b.ctx, EPI_LOG_ERROR, nullptr);
  EXPECT_EQ(lines, (std::vector<std::tuple<int, std::string, std::string>>{
                       {EPI_LOG_WARN, "a.so", "first"},
                       {EPI_LOG_INFO, "b.so", "an unknown level reads as information"}}));
  set_module_log([](int, std::string_view, std::string_view) {});
}

}  // namespace
}  // namespace epi::plugin
