#include "allocator.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>

#include <stdexcept>

namespace epi::bench {

void tune_for_eager() {
  // M_MMAP_THRESHOLD is capped at 32 MiB by glibc; larger requests are not made by the simulations here.
  constexpr int kNoMappingBelow = 32 << 20, kNeverTrim = 0x7fffffff;
  if (mallopt(M_MMAP_THRESHOLD, kNoMappingBelow) != 1 || mallopt(M_TRIM_THRESHOLD, kNeverTrim) != 1) {
    throw std::runtime_error("mallopt refused the thresholds");
  }
  at::set_num_threads(1);
  using SetThreads = void (*)(int);
  if (auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
    set_threads(1);
}

}  // namespace epi::bench
