#include "toy.h"

// Declares itself unusable; whoever calls again, even to destroy, ends the process.
static bool unusable = false;

static epi_status EPI_CALL simulate(epi_model*, const epi_call* call, const epi_cmat*,
                                    const epi_mat*) EPI_NOEXCEPT {
  if (unusable) std::abort();
  unusable = true;
  toy::say(call->error, "the heap is corrupt");
  return EPI_E_FATAL;
}
static void EPI_CALL destroy(epi_model* model) EPI_NOEXCEPT {
  if (unusable) std::abort();
  toy::destroy(model);
}

TOY_MODULE("1.0", toy::ops().simulate = simulate; toy::ops().destroy = destroy)
