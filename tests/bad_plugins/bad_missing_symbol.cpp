#include "toy.h"

// Declared, never defined: loading must fail at once, not at the first call.
extern "C" double function_that_nobody_wrote(double);

static epi_status EPI_CALL simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x) EPI_NOEXCEPT {
  const epi_status status = toy::simulate(model, call, z, x);
  x->data[0] = function_that_nobody_wrote(x->data[0]);
  return status;
}

TOY_MODULE("1.0", toy::ops().simulate = simulate)
