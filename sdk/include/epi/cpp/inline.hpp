#pragma once

#include "level.hpp"

#if defined(__SANITIZE_ADDRESS__)  // GCC
#define EPI_UNDER_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)  // Clang
#define EPI_UNDER_SANITIZER 1
#endif
#endif

#if defined(EPI_UNDER_SANITIZER)
// Checked code is many times larger: left to the compiler, so that it builds in reasonable time.
#define EPI_INLINE inline
#define EPI_FLATTEN
#else
/// Small arithmetic functions must disappear into the loop that calls them, whatever the optimiser thinks.
#define EPI_INLINE inline __attribute__((always_inline))
/// Everything called from this function is inlined into it.
#define EPI_FLATTEN __attribute__((flatten))
#endif
