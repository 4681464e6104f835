#include "flow/single_thread.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <mutex>

namespace epi::flow {

namespace {

// OpenBLAS built on pthreads keeps a pool of its own that LibTorch does not know.
void use_one_blas_thread() {
  using SetThreads = void (*)(int);
  if (auto set_threads = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
    set_threads(1);
  }
}

}  // namespace

void use_one_torch_thread() {
  at::set_num_threads(1);      // of the calling thread, with OpenMP
  static std::once_flag once;  // it holds for the process, and other threads may be at work
  std::call_once(once, use_one_blas_thread);
}

}  // namespace epi::flow
