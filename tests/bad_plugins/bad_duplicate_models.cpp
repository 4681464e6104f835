#include "toy.h"

static epi_status EPI_CALL get_model(int32_t, epi_model_info* out) EPI_NOEXCEPT {
  return toy::get_model(0, out);
}

TOY_MODULE("1.0", toy::module_table().model_count = 2; toy::module_table().get_model = get_model)
