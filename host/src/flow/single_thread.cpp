#include "flow/single_thread.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace epi::flow {

void use_one_torch_thread() {
  at::set_num_threads(1);  // of the calling thread, with OpenMP
  // OpenBLAS built on pthreads keeps a pool of its own that LibTorch does not know.
  using SetThreads = void (*)(int);
  if (auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
    set_threads(1);
  }
}

}  // namespace epi::flow
