#pragma once

// The instruction set that this code is compiled for, as the name of an inline namespace around everything in
// epi::sdk: code of several levels may then meet in one program, and the linker never takes a function of one
// level for that of another.

#if defined(__AVX512F__)
#define EPI_SDK_LEVEL x86_64_v4
#elif defined(__AVX2__) && defined(__FMA__)
#define EPI_SDK_LEVEL x86_64_v3
#elif defined(__AVX__)
#define EPI_SDK_LEVEL avx
#elif defined(__SSE4_2__)
#define EPI_SDK_LEVEL x86_64_v2
#else
#define EPI_SDK_LEVEL baseline
#endif

namespace epi {
namespace sdk {
inline namespace EPI_SDK_LEVEL {}
}  // namespace sdk
}  // namespace epi
