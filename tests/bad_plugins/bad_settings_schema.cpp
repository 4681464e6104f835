#include "toy.h"

static epi_status EPI_CALL get_model(int32_t i, epi_model_info* out) EPI_NOEXCEPT {
  const epi_status status = toy::get_model(i, out);
  out->settings_schema = "{\"type\": \"object\", \"properties\": ";
  return status;
}

TOY_MODULE("1.0", toy::module_table().get_model = get_model)
