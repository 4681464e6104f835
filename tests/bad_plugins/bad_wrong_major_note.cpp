#include "toy.h"

// Built for ABI 2.3, as its note says. Its code must never run: it would end the process.
[[gnu::constructor]] static void end_process() {
  std::abort();
}

TOY_MODULE("2.3", toy::module_table().abi_version = EPI_ABI_MAKE(2u, 3u))
