/* What a model says about a statistic; also about a trajectory's channel and about an observable. */
#ifndef EPI_ABI_STATISTIC_H
#define EPI_ABI_STATISTIC_H

#include "macros.h"

EPI_EXTERN_C_BEGIN

/* GROWING. The caller owns the storage and sets struct_size; the strings belong to the module. */
typedef struct epi_stat {
  uint32_t struct_size;
  uint32_t reserved;
  double typical_scale;    /* positive, in `unit`, for normalising; 0: unknown */
  double lower, upper;     /* closed range that the statistic can take, in `unit`; -inf, +inf: unbounded */
  const char* name;        /* [A-Za-z_][A-Za-z0-9_]*, unique among its kind */
  const char* unit;        /* e.g. "Hz"; "" if none */
  const char* label;       /* short, for axes */
  const char* description; /* one sentence: the definition */
} epi_stat;

EPI_EXTERN_C_END

#endif
