#include "toy.h"

static epi_status EPI_CALL property(const epi_model* model, int32_t i, const char** name, const char** title,
                                    const char** json) EPI_NOEXCEPT {
  const epi_status status = toy::property(model, i, name, title, json);
  *json = "{\"emergent_property\": nothing}";
  return status;
}

static const void* EPI_CALL get_extension(const epi_model*, const char* id) EPI_NOEXCEPT {
  static const epi_ext_properties table = {sizeof(epi_ext_properties), 1, property};
  return std::strcmp(id, EPI_EXT_PROPERTIES) == 0 ? &table : nullptr;
}

TOY_MODULE("1.0", toy::ops().get_extension = get_extension)
