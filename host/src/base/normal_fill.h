#pragma once

#include <cstdint>

namespace epi {

/// Random::normal for one processor level: element 2 b and 2 b + 1 come from block b of the generator.
using FillNormals = void(std::uint64_t seed, std::uint32_t stream, std::uint64_t position, double* out,
                         std::int64_t n);

struct NormalLevel {
  FillNormals* fill;
};

/// One a build of normal_level.cpp. The compiler's own level is always there, the others with
/// EPI_CPU_LEVEL_BUILDS.
extern const NormalLevel kCompiled, kV3, kV4;

}  // namespace epi
