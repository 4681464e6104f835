/* Optional: vector-Jacobian products, for models with many parameters. */
#ifndef EPI_ABI_EXT_VJP_H
#define EPI_ABI_EXT_VJP_H

#include "../model.h"

EPI_EXTERN_C_BEGIN

/* How derivatives are made. An unknown value reads as "not exact". */
enum {
  EPI_METHOD_EXACT_DISCRETE = 0,     /* of the program as it runs, to rounding */
  EPI_METHOD_CONTINUOUS_ADJOINT = 1, /* of the differential equation, to the solver's error */
  EPI_METHOD_DIFFERENCES = 2,        /* finite differences */
  EPI_METHOD_SURROGATE = 3           /* of a smoothed stand-in */
};

#define EPI_EXT_VJP "epi.vjp/1"

/* GROWING, owned by the module; lives as long as the instance. */
typedef struct epi_ext_vjp {
  uint32_t struct_size;
  uint32_t method; /* EPI_METHOD_* */

  /* [call] g [n, n_active] = cot [n, S] times dx/dz at fixed noise: same (seed, sample_id), same path as
   * simulate. `x` [n, S] receives the statistics, bit for bit those of simulate; it may be NULL. Cotangents
   * of a failed row are not read for anything; its g and x are NaN. */
  epi_status(EPI_CALL* vjp)(epi_model*, const epi_call*, const epi_cmat* z, const epi_cmat* cot,
                            const epi_mat* x, const epi_mat* g) EPI_NOEXCEPT;
} epi_ext_vjp;

EPI_EXTERN_C_END

#endif
