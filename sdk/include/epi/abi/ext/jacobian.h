/* Optional: statistics and their whole Jacobian in one pass, for few parameters or few statistics. */
#ifndef EPI_ABI_EXT_JACOBIAN_H
#define EPI_ABI_EXT_JACOBIAN_H

#include "../model.h"

EPI_EXTERN_C_BEGIN

#define EPI_EXT_JACOBIAN "epi.jacobian/1"

/* GROWING, owned by the module; lives as long as the instance. */
typedef struct epi_ext_jacobian {
  uint32_t struct_size;
  uint32_t method; /* EPI_METHOD_* of vjp.h */

  /* [call] jac [n, S * n_active], statistic-major within a row: column s * n_active + k is d x_s / d
   * z_active[k] at fixed noise. `x` [n, S] receives the statistics, bit for bit those of simulate; it may be
   * NULL. */
  epi_status(EPI_CALL* jacobian)(epi_model*, const epi_call*, const epi_cmat* z, const epi_mat* x,
                                 const epi_mat* jac) EPI_NOEXCEPT;
} epi_ext_jacobian;

EPI_EXTERN_C_END

#endif
