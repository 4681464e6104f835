#include "toy.h"

static epi_status EPI_CALL get_param(const epi_model* model, int32_t i, epi_param* out) EPI_NOEXCEPT {
  const epi_status status = toy::get_param(model, i, out);
  if (i == 1) out->name = "gain";
  return status;
}

TOY_MODULE("1.0", toy::ops().get_param = get_param)
