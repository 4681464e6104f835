/* What a model says about one of its parameters. */
#ifndef EPI_ABI_PARAMETER_H
#define EPI_ABI_PARAMETER_H

#include "macros.h"

EPI_EXTERN_C_BEGIN

/* The shape of the closed support: all reals, [lower, inf), (-inf, upper], [lower, upper]. An unknown value
 * reads as EPI_SUPPORT_INTERVAL. */
enum { EPI_SUPPORT_REAL = 0, EPI_SUPPORT_LOWER = 1, EPI_SUPPORT_UPPER = 2, EPI_SUPPORT_INTERVAL = 3 };

/* The natural axis for plots. An unknown value reads as EPI_SCALE_LINEAR. */
enum { EPI_SCALE_LINEAR = 0, EPI_SCALE_LOG = 1 };

/* GROWING. The caller owns the storage and sets struct_size; the strings belong to the module. */
typedef struct epi_param {
  uint32_t struct_size;
  uint32_t support; /* EPI_SUPPORT_* */
  uint32_t scale;   /* EPI_SCALE_* */
  uint32_t reserved;
  double lower, upper;     /* in `unit`; -inf or +inf where the support is open */
  double default_value;    /* in `unit`, inside the support */
  const char* name;        /* [A-Za-z_][A-Za-z0-9_]*, unique among the model's parameters */
  const char* unit;        /* e.g. "nS"; "" if none */
  const char* label;       /* short, for axes */
  const char* description; /* one sentence */
} epi_param;

EPI_EXTERN_C_END

#endif
