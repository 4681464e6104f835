#define EPI_HOST_BUILD  // drops noexcept from the function types, so that the exception gets out

#include <stdexcept>

#include "toy.h"

static epi_status EPI_CALL simulate(epi_model*, const epi_call*, const epi_cmat* z, const epi_mat*) {
  if (z->rows > 1) throw z->rows;
  throw std::runtime_error("index out of range");
}

TOY_MODULE("1.0", toy::ops().simulate = simulate)
