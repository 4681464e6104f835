/* Optional: named emergent properties that ship with the model. */
#ifndef EPI_ABI_EXT_PROPERTIES_H
#define EPI_ABI_EXT_PROPERTIES_H

#include "../model.h"

EPI_EXTERN_C_BEGIN

#define EPI_EXT_PROPERTIES "epi.properties/1"

/* GROWING, owned by the module; lives as long as the instance. */
typedef struct epi_ext_properties {
  uint32_t struct_size;
  uint32_t count;

  /* [any-thread] Property i: a name ([A-Za-z0-9_.]+, unique), a title of a few words, and a JSON object that
   * is a fragment of a run configuration. The strings belong to the module; EPI_E_ARG if i is out of range.
   */
  epi_status(EPI_CALL* get)(const epi_model*, int32_t i, const char** name, const char** title,
                            const char** json) EPI_NOEXCEPT;
} epi_ext_properties;

EPI_EXTERN_C_END

#endif
