#pragma once

#include "toy_rows.h"

// The optional capabilities of the toy model.

namespace toy {

/// d s / d (gain, offset, rate), [2][3].
inline void differentiate(const Row& row, double (&jacobian)[2][3]) {
  const double values[2][3] = {{row.offset + row.u, row.gain, 0.0},
                               {2.0 * row.gain, 0.0, std::cos(row.rate)}};
  std::memcpy(jacobian, values, sizeof values);
}

inline int32_t active_count(const epi_call* call) {
  return call->active == nullptr ? 3 : call->n_active;
}
inline int32_t active_at(const epi_call* call, int32_t k) {
  return call->active == nullptr ? k : call->active[k];
}

inline epi_status EPI_CALL jacobian(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x, const epi_mat* jac) EPI_NOEXCEPT {
  return visit_rows(model, call, z, x, [&](int64_t i, const Row& row) -> std::uint8_t {
    double full[2][3];
    differentiate(row, full);
    const int32_t n = active_count(call);
    for (int32_t s = 0; s < 2; ++s)
      for (int32_t k = 0; k < n; ++k)
        jac->data[i * jac->row_stride + (s * n + k) * jac->col_stride] = full[s][active_at(call, k)];
    return EPI_ROW_OK;
  });
}

inline epi_status EPI_CALL vjp(epi_model* model, const epi_call* call, const epi_cmat* z, const epi_cmat* cot,
                               const epi_mat* x, const epi_mat* g) EPI_NOEXCEPT {
  return visit_rows(model, call, z, x, [&](int64_t i, const Row& row) -> std::uint8_t {
    double full[2][3];
    differentiate(row, full);
    for (int32_t k = 0; k < active_count(call); ++k) {
      double sum = 0.0;
      for (int32_t s = 0; s < 2; ++s)
        sum += cot->data[i * cot->row_stride + s * cot->col_stride] * full[s][active_at(call, k)];
      g->data[i * g->row_stride + k * g->col_stride] = row.offset > 50.0 ? kNaN : sum;
    }
    return row.offset > 50.0 ? EPI_ROW_DIVERGED : EPI_ROW_OK;
  });
}

inline epi_status EPI_CALL shape(epi_model*, double t_end, int64_t max_steps, int64_t* steps,
                                 int32_t* channels) EPI_NOEXCEPT {
  *steps = t_end > 0.0 ? static_cast<int64_t>(t_end / 0.1) + 1 : 11;
  if (*steps > max_steps) *steps = max_steps;
  *channels = 1;
  return EPI_OK;
}

inline epi_status EPI_CALL channel(const epi_model*, int32_t i, epi_stat* out) EPI_NOEXCEPT {
  if (i != 0) return EPI_E_ARG;
  *out = stat("activity", "mV", 1.0, -kInfinity, kInfinity);
  return EPI_OK;
}

inline epi_status EPI_CALL run(epi_model* model, const epi_call* call, const epi_cmat* z, double, double* t,
                               const epi_mat* y) EPI_NOEXCEPT {
  Row row;
  call->row_status[0] = read_row(of(model), call, z, 0, row);
  for (int64_t i = 0; i < y->rows; ++i) {
    t[i] = 0.1 * static_cast<double>(i);
    y->data[i * y->row_stride] = row.gain * std::exp(-row.rate * t[i]);
  }
  return EPI_OK;
}

inline epi_status EPI_CALL observable(const epi_model*, int32_t i, epi_stat* out) EPI_NOEXCEPT {
  if (i != 0) return EPI_E_ARG;
  *out = stat("s0_per_gain", "", 0.0, -kInfinity, kInfinity);
  return EPI_OK;
}

inline epi_status EPI_CALL observe(epi_model*, const epi_call* call, const epi_cmat* z, const epi_cmat* x,
                                   const epi_mat* o) EPI_NOEXCEPT {
  for (int64_t i = 0; i < z->rows; ++i) {
    o->data[i * o->row_stride] = x->data[i * x->row_stride] / z->data[i * z->row_stride];
    call->row_status[i] = EPI_ROW_OK;
  }
  return EPI_OK;
}

inline epi_status EPI_CALL property(const epi_model*, int32_t i, const char** name, const char** title,
                                    const char** json) EPI_NOEXCEPT {
  if (i < 0 || i > 1) return EPI_E_ARG;
  *name = i == 0 ? "balanced" : "tuned";
  *title = i == 0 ? "A balanced toy" : "A toy that says how it is best found";
  *json = i == 0 ? R"({"emergent_property": {"constraints": [{"statistic": "s0", "mean": 1.0, "std": 0.1}]}})"
                 : R"({"model": {"settings": {"sigma": 0.25}}, "parameters": {"fixed": {"rate": 0.5}},
                      "emergent_property": {"constraints": [{"statistic": "s0", "mean": 1.0, "std": 0.1}]},
                      "flow": {"kind": "planar", "layers": 3}, "initialization": {"search": {"samples": 1000}},
                      "optimizer": {"batch": 64, "anneal": {"epochs": 2}}})";
  return EPI_OK;
}

inline const void* EPI_CALL get_extension(const epi_model*, const char* id) EPI_NOEXCEPT {
  static const epi_ext_trajectory trajectory = {sizeof(epi_ext_trajectory), 0, shape, channel, run};
  static const epi_ext_observables observables = {sizeof(epi_ext_observables), 1, observable, observe};
  static const epi_ext_properties properties = {sizeof(epi_ext_properties), 2, property};
  if (std::strcmp(id, EPI_EXT_TRAJECTORY) == 0) return &trajectory;
  if (std::strcmp(id, EPI_EXT_OBSERVABLES) == 0) return &observables;
  if (std::strcmp(id, EPI_EXT_PROPERTIES) == 0) return &properties;
#ifdef TOY_JACOBIAN
  static const epi_ext_jacobian table = {sizeof(epi_ext_jacobian), EPI_METHOD_EXACT_DISCRETE, jacobian};
  if (std::strcmp(id, EPI_EXT_JACOBIAN) == 0) return &table;
#endif
#ifdef TOY_VJP
  static const epi_ext_vjp table = {sizeof(epi_ext_vjp), EPI_METHOD_EXACT_DISCRETE, vjp};
  if (std::strcmp(id, EPI_EXT_VJP) == 0) return &table;
#endif
  return nullptr;
}

}  // namespace toy
