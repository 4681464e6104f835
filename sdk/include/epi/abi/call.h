/* The circumstances of one batch call: randomness, row outcomes, derivatives wanted, cancellation. */
#ifndef EPI_ABI_CALL_H
#define EPI_ABI_CALL_H

#include "macros.h"
#include "types.h"

EPI_EXTERN_C_BEGIN

/* GROWING, built by the host for one call and valid during that call only. */
typedef struct epi_call {
  uint32_t struct_size;
  uint32_t max_threads; /* threads that the callee may use, the calling one included; 1: none of its own */

  uint64_t seed;             /* with sample_id, names the noise of a row: see random.h */
  const uint64_t* sample_id; /* [rows]; NULL only when the model is deterministic */

  uint8_t*
      row_status; /* [rows] EPI_ROW_*, never NULL; the host presets EPI_ROW_NOT_RUN, the callee writes all */
  void* ctx;      /* argument of should_stop */

  /* [n_active] distinct indices of the parameters to differentiate by, in the order of the gradient's
   * columns; NULL: all. Gradients have n_active columns; z always has all P columns. Plain simulations ignore
   * it. */
  const int32_t* active;
  int32_t n_active;
  int32_t reserved; /* 0 */

  /* Polled by the callee on the calling thread at least every 50 ms of work; nonzero asks it to return
   * EPI_E_CANCELLED, leaving the rows it did not finish at EPI_ROW_NOT_RUN. NULL: never stops. */
  int32_t(EPI_CALL* should_stop)(void* ctx);

  epi_text* error; /* receives one line for people when the call fails; may be NULL */
} epi_call;

EPI_EXTERN_C_END

#endif
