#include "toy.h"

// Forgets the last row of every call.
static epi_status EPI_CALL simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x) EPI_NOEXCEPT {
  epi_cmat fewer = *z;
  if (fewer.rows > 0) --fewer.rows;
  return toy::simulate(model, call, &fewer, x);
}

TOY_MODULE("1.0", toy::ops().simulate = simulate)
