#include "plugin/host_services.h"

#include <cstdio>
#include <deque>
#include <mutex>

#include "epi/abi/version.h"

namespace epi::plugin {
namespace {

void log_to_standard_error(int level, std::string_view module_file, std::string_view line) {
  if (level < EPI_LOG_WARN) return;
  std::fprintf(stderr, "%s: %.*s: %.*s\n", level == EPI_LOG_WARN ? "warning" : "error",
               static_cast<int>(module_file.size()), module_file.data(), static_cast<int>(line.size()),
               line.data());
}

struct LogTarget {
  std::mutex mutex;
  ModuleLog log = log_to_standard_error;
};
LogTarget& log_target() {
  static auto& target = *new LogTarget;  // modules may log until the very end of the process
  return target;
}

struct Services {
  std::string module_file;
  epi_host table;
};

void EPI_CALL write_log(void* ctx, int32_t level, const char* line) {
  if (line == nullptr) return;
  if (level < EPI_LOG_DEBUG || level > EPI_LOG_ERROR) level = EPI_LOG_INFO;
  LogTarget& target = log_target();
  const std::lock_guard lock(target.mutex);
  target.log(level, static_cast<const Services*>(ctx)->module_file, line);
}

const void* EPI_CALL no_extension(void*, const char*) {
  return nullptr;
}

}  // namespace

void set_module_log(ModuleLog log) {
  LogTarget& target = log_target();
  const std::lock_guard lock(target.mutex);
  target.log = std::move(log);
}

const epi_host& host_services_for(const std::string& module_file) {
  // Modules may keep the pointers: nothing here moves or ends.
  static auto& all = *new std::deque<Services>;
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  Services& services = all.emplace_back(Services{module_file, {}});
  services.table = {.struct_size = sizeof(epi_host),
                    .abi_version = EPI_ABI_VERSION,
                    .name = "epi",
                    .version = EPI_HOST_VERSION,
                    .ctx = &services,
                    .log = write_log,
                    .get_extension = no_extension};
  return services.table;
}

}  // namespace epi::plugin
