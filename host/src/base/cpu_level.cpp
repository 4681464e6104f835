#include "base/cpu_level.h"

#include <algorithm>
#include <cstdlib>

namespace epi {
namespace {

std::vector<std::string> levels_of_processor() {
#if defined(__x86_64__)
  // The features that tell the levels of the psABI apart, as far as all compilers know their names.
  const bool v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
  const bool v3 = v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                  __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512vl");
  if (v4) return {"x86-64-v4", "x86-64-v3", "x86-64-v2"};
  if (v3) return {"x86-64-v3", "x86-64-v2"};
  if (v2) return {"x86-64-v2"};
#endif
  return {};
}

}  // namespace

std::vector<std::string> usable_cpu_levels() {
  std::vector<std::string> levels = levels_of_processor();
  if (const char* highest = std::getenv("EPI_CPU_LEVEL")) {
    // The names sort as the levels do, and "x86-64" before all of them.
    std::erase_if(levels, [highest](const std::string& level) { return level > highest; });
  }
  return levels;
}

std::string cpu_level(const std::string& architecture) {
  const std::vector<std::string> levels = levels_of_processor();
  return levels.empty() ? architecture : levels.front();
}

}  // namespace epi
