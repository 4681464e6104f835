/* Outcomes: of a call (epi_status) and of a single row (EPI_ROW_*). */
#ifndef EPI_ABI_STATUS_H
#define EPI_ABI_STATUS_H

#include <stdint.h>

/* The outcome of a call. Zero is success; every other value, known or not, is a failure of the whole call,
 * and its outputs are then unspecified. The epi_text of the call says what happened in one line for people.
 */
typedef int32_t epi_status;

enum {
  EPI_OK = 0,
  EPI_E_ARG = 1,         /* an argument breaks the contract of the function: a bug of the caller */
  EPI_E_ABI = 2,         /* the versions do not fit */
  EPI_E_SETTINGS = 3,    /* the settings are refused: a mistake of the user */
  EPI_E_UNSUPPORTED = 4, /* a legal request that this model cannot serve */
  EPI_E_MEMORY = 5,      /* out of memory */
  EPI_E_CANCELLED = 6,   /* should_stop answered nonzero */
  EPI_E_INTERNAL = 7,    /* a bug of the module; the instance may still be used */
  EPI_E_FATAL = 8        /* the module is unusable: call nothing more, not even destroy */
};

/* The outcome of a row, one byte each. Any value but EPI_ROW_OK, known or not, means that the row has no
 * result and every output of that row is NaN. A row that is EPI_ROW_OK has no NaN and no infinity in any
 * output. */
enum {
  EPI_ROW_OK = 0,
  EPI_ROW_OUT_OF_SUPPORT = 1, /* a parameter lies outside its closed support */
  EPI_ROW_NONFINITE = 2,      /* a parameter or a result is NaN or infinite */
  EPI_ROW_DIVERGED = 3,       /* the dynamics ran away */
  EPI_ROW_NOT_CONVERGED = 4,  /* a solver inside the model did not settle */
  EPI_ROW_NOT_RUN = 5         /* never reached, e.g. because the call was cancelled */
};

#endif
