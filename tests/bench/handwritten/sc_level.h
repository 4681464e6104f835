#pragma once

#include "sc.h"

// The kernel at each processor level that this program was compiled for.

#define EPI_BENCH_DECLARE_LEVEL(level)         \
  namespace epi::bench::level {                \
  const ScKernel<float>& sc_kernel_float32();  \
  const ScKernel<double>& sc_kernel_float64(); \
  }

EPI_BENCH_DECLARE_LEVEL(x86_64_v2)
EPI_BENCH_DECLARE_LEVEL(x86_64_v3)
EPI_BENCH_DECLARE_LEVEL(x86_64_v4)

#undef EPI_BENCH_DECLARE_LEVEL
