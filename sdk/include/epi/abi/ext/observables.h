/* Optional: named functions of parameters and statistics, for analysis; never constrained, never
 * differentiated. */
#ifndef EPI_ABI_EXT_OBSERVABLES_H
#define EPI_ABI_EXT_OBSERVABLES_H

#include "../model.h"

EPI_EXTERN_C_BEGIN

#define EPI_EXT_OBSERVABLES "epi.observables/1"

/* GROWING, owned by the module; lives as long as the instance. */
typedef struct epi_ext_observables {
  uint32_t struct_size;
  uint32_t count; /* O */

  /* [any-thread] Fills *out with observable i; EPI_E_ARG if i is out of range. */
  epi_status(EPI_CALL* describe)(const epi_model*, int32_t i, epi_stat* out) EPI_NOEXCEPT;

  /* [call] Observables o [n, O] of parameters z [n, P] and their statistics x [n, S]: pure and cheap. */
  epi_status(EPI_CALL* eval)(epi_model*, const epi_call*, const epi_cmat* z, const epi_cmat* x,
                             const epi_mat* o) EPI_NOEXCEPT;
} epi_ext_observables;

EPI_EXTERN_C_END

#endif
