#pragma once

/// Small arithmetic functions must disappear into the loop that calls them, whatever the optimiser thinks.
#define EPI_INLINE inline __attribute__((always_inline))
/// Everything called from this function is inlined into it.
#define EPI_FLATTEN __attribute__((flatten))
