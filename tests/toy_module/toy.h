#pragma once

// A small model written against the C tables alone, for tests of the host. Every module of tests/toy_module
// and tests/bad_plugins is this one, sound or broken in one place.
//
// Parameters: gain in [0.5, 4], offset on the real line, rate in [0, inf).
// Statistics: s0 = gain (offset + sigma u), s1 = gain^2 + sin(rate), with u the first uniform draw of the
// row. offset > 100 runs away (and leaves rubbish in the row); offset > 50 has statistics but no derivative;
// offset == 77 runs until it is asked to stop; offset == 78 runs for ever.

#include <cstdlib>

#include "toy_extensions.h"
#include "toy_rows.h"

namespace toy {

inline epi_status EPI_CALL simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x) EPI_NOEXCEPT {
  return visit_rows(model, call, z, x, [](int64_t, const Row&) -> std::uint8_t { return EPI_ROW_OK; });
}

inline void EPI_CALL destroy(epi_model* model) EPI_NOEXCEPT {
  delete reinterpret_cast<Instance*>(model);
}
inline int32_t EPI_CALL param_count(const epi_model*) EPI_NOEXCEPT {
  return 3;
}
inline int32_t EPI_CALL stat_count(const epi_model*) EPI_NOEXCEPT {
  return 2;
}

inline epi_param param(const char* name, std::uint32_t support, double lower, double upper,
                       double default_value, std::uint32_t scale = EPI_SCALE_LINEAR) {
  return {sizeof(epi_param), support, scale, 0, lower, upper, default_value, name, "nS", name,
          "a test parameter"};
}

inline epi_status EPI_CALL get_param(const epi_model*, int32_t i, epi_param* out) EPI_NOEXCEPT {
  if (i < 0 || i > 2) return EPI_E_ARG;
  const epi_param all[] = {param("gain", EPI_SUPPORT_INTERVAL, 0.5, 4.0, 1.0),
                           param("offset", EPI_SUPPORT_REAL, -kInfinity, kInfinity, 0.0),
                           param("rate", EPI_SUPPORT_LOWER, 0.0, kInfinity, 0.25, EPI_SCALE_LOG)};
  *out = all[i];
  return EPI_OK;
}

inline epi_status EPI_CALL get_stat(const epi_model*, int32_t i, epi_stat* out) EPI_NOEXCEPT {
  if (i < 0 || i > 1) return EPI_E_ARG;
  *out = i == 0 ? stat("s0", "mV", 2.0, -kInfinity, kInfinity) : stat("s1", "Hz", 0.0, -1.0, 17.0);
  return EPI_OK;
}

inline epi_model_ops& ops() {
  static epi_model_ops table = {
      sizeof(epi_model_ops), 0, destroy, param_count, stat_count, get_param, get_stat, simulate,
      get_extension};
  return table;
}

inline epi_status EPI_CALL get_model(int32_t i, epi_model_info* out) EPI_NOEXCEPT {
  if (i != 0) return EPI_E_ARG;
  std::uint32_t flags = EPI_F_STOCHASTIC;
#ifdef TOY_SINGLETON
  flags |= EPI_F_PROCESS_SINGLETON;
#endif
  *out = {sizeof(epi_model_info), flags, "toy", "1.2.3", "A toy", "For tests.", "", R"({
            "type": "object", "additionalProperties": false,
            "properties": {"sigma": {"type": "number", "minimum": 0, "default": 1.0}}})", "toy-1"};
  return EPI_OK;
}

inline epi_status EPI_CALL create(const char*, const char* settings, const epi_model_ops** table,
                                  epi_model** out, epi_text* error) EPI_NOEXCEPT {
  auto* model = new Instance;
  if (const char* sigma = std::strstr(settings, "\"sigma\":")) model->sigma = std::atof(sigma + 8);
  if (model->sigma == 13.0) {
    delete model;
    return say(error, "sigma 13 is unlucky"), EPI_E_SETTINGS;
  }
  *table = &ops();
  *out = reinterpret_cast<epi_model*>(model);
  return EPI_OK;
}

inline const void* EPI_CALL module_extension(const char*) EPI_NOEXCEPT {
  return nullptr;
}

inline epi_module& module_table() {
  static epi_module table = {
      sizeof(epi_module), EPI_ABI_VERSION, TOY_ID,          "0.9.0", "MIT", "test build", 1, 0,
      get_model,          create,          module_extension};
  return table;
}

}  // namespace toy

/// Exports the module; `change` runs once before the table is handed out.
#define TOY_MODULE(note_version, change)                                                            \
  extern "C" EPI_EXPORT const char epi_module_note[] = "EPI-ABI " note_version " " TOY_ID " 0.9.0"; \
  extern "C" EPI_EXPORT epi_status epi_module_entry(const epi_host* host, const epi_module** out,   \
                                                    epi_text* error) EPI_NOEXCEPT {                 \
    static_cast<void>(host);                                                                        \
    static_cast<void>(error);                                                                       \
    { change; }                                                                                     \
    *out = &toy::module_table();                                                                    \
    return EPI_OK;                                                                                  \
  }
