/* What the host lends to a module when it loads it. */
#ifndef EPI_ABI_HOST_H
#define EPI_ABI_HOST_H

#include "macros.h"

EPI_EXTERN_C_BEGIN

enum { EPI_LOG_DEBUG = 0, EPI_LOG_INFO = 1, EPI_LOG_WARN = 2, EPI_LOG_ERROR = 3 };

/* GROWING, owned by the host; it and everything it points to live until the process ends, so a module may
 * keep the pointer. */
typedef struct epi_host {
  uint32_t struct_size;
  uint32_t abi_version; /* EPI_ABI_VERSION of the host */
  const char* name;     /* of the host program */
  const char* version;  /* of the host program */
  void* ctx;            /* first argument of the functions below */

  /* [any-thread] Writes a line of UTF-8 to the host's log; `msg` is copied. Never calls back into the module,
   * never fails. May be NULL. Unknown levels read as EPI_LOG_INFO. */
  void(EPI_CALL* log)(void* ctx, int32_t level, const char* msg);

  /* [any-thread] A table of optional host services, or NULL if the id is unknown. The same answer always. */
  const void*(EPI_CALL* get_extension)(void* ctx, const char* id);
} epi_host;

EPI_EXTERN_C_END

#endif
