#include <epi/abi.h>

extern "C" EPI_EXPORT const char epi_module_note[] = "EPI-ABI 1.0 " TOY_ID " 0.9.0";
extern "C" EPI_EXPORT epi_status epi_module_entry(const epi_host*, const epi_module**,
                                                  epi_text*) EPI_NOEXCEPT {
  return EPI_OK;
}
