/* A model: what it is (epi_model_info), an instance of it (epi_model) and what can be done with one. */
#ifndef EPI_ABI_MODEL_H
#define EPI_ABI_MODEL_H

#include "call.h"
#include "macros.h"
#include "parameter.h"
#include "statistic.h"
#include "status.h"
#include "types.h"

EPI_EXTERN_C_BEGIN

#define EPI_F_STOCHASTIC 0x1u /* outputs depend on (seed, sample_id) */
#define EPI_F_REENTRANT 0x2u  /* one instance may serve several calls at once */
#define EPI_F_PROCESS_SINGLETON \
  0x4u                       /* global state (Fortran SAVE, C globals): one call per process at a time */
#define EPI_F_PIECEWISE 0x8u /* events or spikes: derivatives hold between events only */
/* Unknown flags are ignored. */

/* GROWING. The caller owns the storage and sets struct_size; the strings belong to the module. */
typedef struct epi_model_info {
  uint32_t struct_size;
  uint32_t flags;              /* EPI_F_* */
  const char* id;              /* e.g. "stg" or "org.example.stg3", unique in the module */
  const char* version;         /* semantic version of the model's meaning, not of its build */
  const char* title;           /* a few words */
  const char* summary;         /* a few sentences */
  const char* citation;        /* the source to cite; "" if none */
  const char* settings_schema; /* JSON Schema of the settings object, defaults inside */
  const char* fingerprint;     /* changes whenever any output may change */
} epi_model_info;

/* An instance of a model with its settings in place. Opaque to the host. */
typedef struct epi_model epi_model;

/* GROWING, owned by the module, constant; lives until the process ends. All slots are set. */
typedef struct epi_model_ops {
  uint32_t struct_size;
  uint32_t reserved;

  /* [one-at-a-time] Ends an instance; NULL is allowed. Nothing of the instance may be used afterwards. */
  void(EPI_CALL* destroy)(epi_model*) EPI_NOEXCEPT;

  /* [any-thread] The number P of parameters and S of statistics: at least 1, fixed once created. */
  int32_t(EPI_CALL* param_count)(const epi_model*) EPI_NOEXCEPT;
  int32_t(EPI_CALL* stat_count)(const epi_model*) EPI_NOEXCEPT;

  /* [any-thread] Fills *out with parameter or statistic i; EPI_E_ARG if i is out of range. The strings live
   * as long as the instance. */
  epi_status(EPI_CALL* get_param)(const epi_model*, int32_t i, epi_param* out) EPI_NOEXCEPT;
  epi_status(EPI_CALL* get_stat)(const epi_model*, int32_t i, epi_stat* out) EPI_NOEXCEPT;

  /* [call] Statistics x [n, S] of the parameters z [n, P]; n may be 0. Row i of x is a function of (settings,
   * z_i, seed, sample_id_i) alone: batch split, order of rows and number of threads change no bit. */
  epi_status(EPI_CALL* simulate)(epi_model*, const epi_call*, const epi_cmat* z,
                                 const epi_mat* x) EPI_NOEXCEPT;

  /* [any-thread] The table of an optional capability (ext/), or NULL. The same answer always for one
   * instance; the table lives as long as the instance. */
  const void*(EPI_CALL* get_extension)(const epi_model*, const char* id)EPI_NOEXCEPT;
} epi_model_ops;

EPI_EXTERN_C_END

#endif
