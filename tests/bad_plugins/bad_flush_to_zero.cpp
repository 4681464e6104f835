#include <cfenv>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

#include "toy.h"

// What -ffast-math does to the thread that loads it, and worse in every call.
static void spoil_floating_point() {
#if defined(__SSE__)
  _mm_setcsr(_mm_getcsr() | 0x8040u);  // flush to zero, denormals are zero
#endif
}
[[gnu::constructor]] static void at_load() {
  spoil_floating_point();
}

static epi_status EPI_CALL simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x) EPI_NOEXCEPT {
  const epi_status status = toy::simulate(model, call, z, x);
  std::fesetround(FE_UPWARD);
  spoil_floating_point();
  return status;
}

TOY_MODULE("1.0", spoil_floating_point(); toy::ops().simulate = simulate)
