#pragma once

#include <string>

#include "base/cpu_level.h"

namespace epi {

/// Of three builds of the same code, the one for the highest level that this processor, and EPI_CPU_LEVEL,
/// allow.   @param compiled  the build for the compiler's own level.
template <class Build>
const Build& of_highest_level(const Build& compiled, const Build& x86_64_v3, const Build& x86_64_v4) {
  for (const std::string& level : usable_cpu_levels()) {
    if (level == "x86-64-v4") return x86_64_v4;
    if (level == "x86-64-v3") return x86_64_v3;
  }
  return compiled;
}

}  // namespace epi
