#pragma once

#include <cstdint>

namespace epi::optimizer {

/// What derive_seed() makes of a seed so that simulation noise of one use never meets that of another. Values
/// are part of the result: never renumber, only append.
inline constexpr std::uint64_t kTrainingNoiseTag = 1;
inline constexpr std::uint64_t kEvaluationNoiseTag = 2;
inline constexpr std::uint64_t kResultNoiseTag = 3;
inline constexpr std::uint64_t kSearchNoiseTag = 4;
inline constexpr std::uint64_t kCertificateNoiseTag = 5;
inline constexpr std::uint64_t kPolishNoiseTag = 6;
inline constexpr std::uint64_t kPolishPoolTag = 7;
inline constexpr std::uint64_t kCertificatePoolTag = 8;

}  // namespace epi::optimizer
