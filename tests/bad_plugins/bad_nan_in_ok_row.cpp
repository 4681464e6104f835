#include "toy.h"

static epi_status EPI_CALL simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x) EPI_NOEXCEPT {
  const epi_status status = toy::simulate(model, call, z, x);
  if (z->rows > 2) x->data[2 * x->row_stride + x->col_stride] = toy::kNaN;
  return status;
}

TOY_MODULE("1.0", toy::ops().simulate = simulate)
