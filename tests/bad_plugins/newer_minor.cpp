#include "toy.h"

// Sound: built for ABI 1.9, with a longer table. A host of ABI 1.0 loads it and reads only what it knows.
struct LongerModule {
  epi_module table;
  const void* slot_of_the_future;
};
static LongerModule longer;

extern "C" EPI_EXPORT const char epi_module_note[] = "EPI-ABI 1.9 " TOY_ID " 0.9.0";
extern "C" EPI_EXPORT epi_status epi_module_entry(const epi_host*, const epi_module** out,
                                                  epi_text*) EPI_NOEXCEPT {
  longer = {toy::module_table(), nullptr};
  longer.table.struct_size = sizeof longer;
  longer.table.abi_version = EPI_ABI_MAKE(1u, 9u);
  *out = &longer.table;
  return EPI_OK;
}
