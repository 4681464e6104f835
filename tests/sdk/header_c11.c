#include <epi/abi.h>

// The ABI compiles as C11, and a C program can fill its tables.
static epi_status describe(int32_t i, epi_model_info* out) {
  if (i != 0) return EPI_E_ARG;
  if (EPI_HAS(out, fingerprint)) out->fingerprint = "";
  return EPI_OK;
}

const epi_module* header_c11_module(void);
const epi_module* header_c11_module(void) {
  static const epi_module module = {
      .struct_size = sizeof(epi_module), .abi_version = EPI_ABI_VERSION, .get_model = describe};
  return &module;
}

_Static_assert(EPI_ABI_COMPATIBLE(EPI_ABI_VERSION, EPI_ABI_MAKE(1u, 7u)),
               "a host loads every minor of its major");
