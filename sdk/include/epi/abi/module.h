/* A module: one shared library with one or more models, reached through one exported function. */
#ifndef EPI_ABI_MODULE_H
#define EPI_ABI_MODULE_H

#include "host.h"
#include "macros.h"
#include "model.h"
#include "status.h"
#include "types.h"

EPI_EXTERN_C_BEGIN

/* GROWING, owned by the module, constant; lives until the process ends. */
typedef struct epi_module {
  uint32_t struct_size;
  uint32_t abi_version; /* EPI_ABI_VERSION that the module was built with. A host reads nothing else before it
                         * knows that the versions fit. */
  const char* id;       /* e.g. "epi.lds" */
  const char* version;  /* semantic version of the module */
  const char* license;  /* SPDX expression */
  const char* build;    /* compiler, flags, commit: for messages */
  int32_t model_count;
  int32_t reserved;

  /* [any-thread] Describes model i, 0 <= i < model_count; EPI_E_ARG otherwise. */
  epi_status(EPI_CALL* get_model)(int32_t i, epi_model_info* out) EPI_NOEXCEPT;

  /* [any-thread] Makes an instance of a model from its settings (a JSON object; NULL reads as {}). On success
   * *ops and *out are set and the caller ends the instance with ops->destroy. On failure *out is NULL and
   * `error` says why in one line; EPI_E_SETTINGS names the key, the value and the rule. */
  epi_status(EPI_CALL* create)(const char* model_id, const char* settings_json, const epi_model_ops** ops,
                               epi_model** out, epi_text* error) EPI_NOEXCEPT;

  /* [any-thread] A table of an optional capability of the module, or NULL. The same answer always. */
  const void*(EPI_CALL* get_extension)(const char* id)EPI_NOEXCEPT;
} epi_module;

/* The one exported function. [any-thread] May be called again; the answer is the same. On failure *out is
 * NULL and `error` says why in one line. A module refuses a host of another major version with EPI_E_ABI. */
typedef epi_status(EPI_CALL* epi_module_entry_fn)(const epi_host*, const epi_module** out,
                                                  epi_text* error) EPI_NOEXCEPT;
#define EPI_ENTRY_SYMBOL "epi_module_entry"

/* A constant string in the file, so that a host can say what a library is without loading it, or when loading
 * fails: "EPI-ABI 1.0 <module-id> <version>", NUL-terminated. Also exported as the data symbol below. */
#define EPI_NOTE_SYMBOL "epi_module_note"
#define EPI_NOTE_PREFIX "EPI-ABI "
#define EPI_NOTE_ABI "EPI-ABI 1.0"

EPI_EXTERN_C_END

#endif
