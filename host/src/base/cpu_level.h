#pragma once

#include <string>
#include <vector>

namespace epi {

/// The levels of the x86-64 psABI that this processor can run, highest first, e.g. {"x86-64-v3", "x86-64-v2"}; none
/// for the baseline and on other architectures. The environment variable EPI_CPU_LEVEL lowers the highest: "x86-64-v2",
/// or "x86-64" for none.
std::vector<std::string> usable_cpu_levels();

/// The highest of them without regard to EPI_CPU_LEVEL; the architecture's name if there is none.
std::string cpu_level(const std::string& architecture);

}  // namespace epi
