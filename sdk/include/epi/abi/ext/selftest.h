/* Optional: rows with known results that ship with the model. */
#ifndef EPI_ABI_EXT_SELFTEST_H
#define EPI_ABI_EXT_SELFTEST_H

#include "../model.h"

EPI_EXTERN_C_BEGIN

#define EPI_EXT_SELFTEST "epi.selftest/1"

/* GROWING, owned by the module; lives as long as the instance. The cases hold for an instance with default
 * settings. */
typedef struct epi_ext_selftest {
  uint32_t struct_size;
  uint32_t count;

  /* [any-thread] Case i: fills *seed, *sample_id, z [P], x [S] and the tolerances: simulate must give every
   * statistic within atol + rtol |x|. EPI_E_ARG if i is out of range. */
  epi_status(EPI_CALL* get_case)(const epi_model*, int32_t i, uint64_t* seed, uint64_t* sample_id, double* z,
                                 double* x, double* rtol, double* atol) EPI_NOEXCEPT;
} epi_ext_selftest;

EPI_EXTERN_C_END

#endif
