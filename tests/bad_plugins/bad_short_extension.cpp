#include "toy.h"

static const void* EPI_CALL get_extension(const epi_model*, const char* id) EPI_NOEXCEPT {
  static const epi_ext_vjp table = {8, EPI_METHOD_EXACT_DISCRETE, nullptr};
  return std::strcmp(id, EPI_EXT_VJP) == 0 ? &table : nullptr;
}

TOY_MODULE("1.0", toy::ops().get_extension = get_extension)
