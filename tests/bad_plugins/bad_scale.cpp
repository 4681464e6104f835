#include "toy.h"

static epi_status EPI_CALL get_stat(const epi_model* model, int32_t i, epi_stat* out) EPI_NOEXCEPT {
  const epi_status status = toy::get_stat(model, i, out);
  out->typical_scale = -1.0;
  return status;
}

TOY_MODULE("1.0", toy::ops().get_stat = get_stat)
