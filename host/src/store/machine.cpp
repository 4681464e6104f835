#include "store/machine.h"

#include <fmt/chrono.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <thread>

#include "base/cpu_level.h"

namespace epi::store {

namespace {

std::string cpu_model() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (!line.starts_with("model name")) continue;
    const auto value = line.find(": ");
    return value == std::string::npos ? "" : line.substr(value + 2);
  }
  return "";
}

}  // namespace

Machine this_machine() {
  utsname system{};
  const bool known = uname(&system) == 0;
  const std::string architecture = known ? system.machine : "";
  return {.name = known ? system.nodename : "",
          .cpu = cpu_model(),
          .cpu_level = cpu_level(architecture),
          .logical_cpus = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()))};
}

std::int64_t peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

}  // namespace epi::store
