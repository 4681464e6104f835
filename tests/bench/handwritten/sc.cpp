#include "sc.h"

#include "sc_level.h"

namespace epi::bench {
namespace {

enum class Level { v2, v3, v4 };

Level level_of_this_processor() {
  // The features of the levels that the kernel's code makes use of (x86-64 psABI, table 3.1).
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd")) {
    return Level::v4;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2"))
    return Level::v3;
  return Level::v2;
}

}  // namespace

template <>
const ScKernel<float>& sc_kernel<float>() {
  switch (level_of_this_processor()) {
    case Level::v4:
      return x86_64_v4::sc_kernel_float32();
    case Level::v3:
      return x86_64_v3::sc_kernel_float32();
    default:
      return x86_64_v2::sc_kernel_float32();
  }
}

template <>
const ScKernel<double>& sc_kernel<double>() {
  switch (level_of_this_processor()) {
    case Level::v4:
      return x86_64_v4::sc_kernel_float64();
    case Level::v3:
      return x86_64_v3::sc_kernel_float64();
    default:
      return x86_64_v2::sc_kernel_float64();
  }
}

const char* sc_kernel_level() {
  switch (level_of_this_processor()) {
    case Level::v4:
      return "x86-64-v4";
    case Level::v3:
      return "x86-64-v3";
    default:
      return "x86-64-v2";
  }
}

}  // namespace epi::bench
