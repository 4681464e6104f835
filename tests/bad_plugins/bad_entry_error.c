#include <epi/abi.h>
#include <stdio.h>

EPI_EXPORT const char epi_module_note[] = "EPI-ABI 1.0 " TOY_ID " 0.9.0";
EPI_EXPORT epi_status epi_module_entry(const epi_host* host, const epi_module** out, epi_text* error);
EPI_EXPORT epi_status epi_module_entry(const epi_host* host, const epi_module** out, epi_text* error) {
  (void)host;
  *out = NULL;
  error->len = (uint64_t)snprintf(error->buf, error->cap, "the table of channels is not installed");
  return EPI_E_INTERNAL;
}
