#include <epi/abi/version.h>
#include <gtest/gtest.h>

#include <string>

#include "epi/abi/module.h"

// Checked by the compiler, on numbers written out by hand, so that a macro that forgets one of them cannot
// pass.
static_assert(EPI_ABI_MAKE(1u, 0u) == 0x00010000u);
static_assert(EPI_ABI_MAKE(1u, 7u) == 0x00010007u);
static_assert(EPI_ABI_MAKE(0u, 7u) == 0x00000007u);
static_assert(EPI_ABI_MAKE(2u, 1u) != EPI_ABI_MAKE(1u, 2u));
static_assert(EPI_ABI_MAJOR_OF(0x00020003u) == 2u && EPI_ABI_MINOR_OF(0x00020003u) == 3u);
static_assert(EPI_ABI_MAJOR_OF(EPI_ABI_VERSION) == EPI_ABI_MAJOR);
static_assert(EPI_ABI_MINOR_OF(EPI_ABI_VERSION) == EPI_ABI_MINOR);

// A host 1.m loads every module 1.n, and no other.
static_assert(EPI_ABI_COMPATIBLE(EPI_ABI_MAKE(1u, 0u), EPI_ABI_MAKE(1u, 0u)));
static_assert(EPI_ABI_COMPATIBLE(EPI_ABI_MAKE(1u, 0u), EPI_ABI_MAKE(1u, 9u)));
static_assert(EPI_ABI_COMPATIBLE(EPI_ABI_MAKE(1u, 9u), EPI_ABI_MAKE(1u, 0u)));
static_assert(!EPI_ABI_COMPATIBLE(EPI_ABI_MAKE(1u, 0u), EPI_ABI_MAKE(2u, 0u)));
static_assert(!EPI_ABI_COMPATIBLE(EPI_ABI_MAKE(2u, 0u), EPI_ABI_MAKE(1u, 0u)));
static_assert(!EPI_ABI_COMPATIBLE(EPI_ABI_MAKE(1u, 0u), EPI_ABI_MAKE(0u, 1u)));

TEST(Version, TheNoteNamesTheVersionOfTheHeader) {
  EXPECT_EQ(EPI_NOTE_ABI, "EPI-ABI " + std::to_string(EPI_ABI_MAJOR) + "." + std::to_string(EPI_ABI_MINOR));
}
