#pragma once

// A small model written against the C tables alone, for tests of the host. Every module of tests/toy_module
// and tests/bad_plugins is this one, sound or broken in one place.
//
// Parameters: gain in [0.5, 4], offset on the real line, rate in [0, inf).
// Statistics: s0 = gain (offset + sigma u), s1 = gain^2 + sin(rate), with u the first uniform draw of the
// row. offset > 100 runs away (and leaves rubbish in the row); offset > 50 has statistics but no derivative;
// offset == 77 runs until it is asked to stop.

#include <epi/abi.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <thread>

namespace toy {

inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Instance {
  double sigma = 1.0;
  std::atomic<int> callers{0};
};
inline std::atomic<int> callers_of_module{0};

inline const Instance& of(const epi_model* model) {
  return *reinterpret_cast<const Instance*>(model);
}
inline Instance& of(epi_model* model) {
  return *reinterpret_cast<Instance*>(model);
}

inline void say(epi_text* text, const char* words) {
  if (text == nullptr) return;
  text->len = std::strlen(words);
  std::snprintf(text->buf, text->cap, "%s", words);
}

/// Counts overlapping calls: an instance must see one at a time, a singleton module too.
class Caller {
 public:
  explicit Caller(std::atomic<int>& count) : count_(count), overlaps_(++count > 1) {}
  ~Caller() { --count_; }
  bool overlaps() const { return overlaps_; }

 private:
  std::atomic<int>& count_;
  bool overlaps_;
};

struct Row {
  double gain, offset, rate, u;
};

inline std::uint8_t read_row(const Instance& model, const epi_call* call, const epi_cmat* z, int64_t i,
                             Row& row) {
  const auto at = [&](int64_t j) { return z->data[i * z->row_stride + j * z->col_stride]; };
  std::uint32_t words[4];
  epi_philox(call->seed, call->sample_id[i], 0, 0, words);
  row = {at(0), at(1), at(2), model.sigma * epi_u01(words[0], words[1])};
  if (!std::isfinite(row.gain) || !std::isfinite(row.offset) || !std::isfinite(row.rate))
    return EPI_ROW_NONFINITE;
  if (row.gain < 0.5 || row.gain > 4.0 || row.rate < 0.0) return EPI_ROW_OUT_OF_SUPPORT;
  if (row.offset > 100.0) return EPI_ROW_DIVERGED;
  return EPI_ROW_OK;
}

inline void write_statistics(const Row& row, const epi_mat* x, int64_t i) {
  if (x == nullptr) return;
  x->data[i * x->row_stride] = row.gain * (row.offset + row.u);
  x->data[i * x->row_stride + x->col_stride] = row.gain * row.gain + std::sin(row.rate);
}

/// d s / d (gain, offset, rate), [2][3].
inline void differentiate(const Row& row, double (&jacobian)[2][3]) {
  const double values[2][3] = {{row.offset + row.u, row.gain, 0.0},
                               {2.0 * row.gain, 0.0, std::cos(row.rate)}};
  std::memcpy(jacobian, values, sizeof values);
}

/// Visits the rows of a call: `function(i, row)` returns the row's status.
template <class Function>
epi_status visit_rows(epi_model* model, const epi_call* call, const epi_cmat* z, const epi_mat* x,
                      Function&& function) {
  const Caller of_instance(of(model).callers), of_module(callers_of_module);
#ifdef TOY_SINGLETON
  if (of_module.overlaps())
    return say(call->error, "two calls at once in a module with global state"), EPI_E_ARG;
#endif
  if (of_instance.overlaps()) return say(call->error, "two calls at once on one instance"), EPI_E_ARG;
  for (int64_t i = 0; i < z->rows; ++i) {
    Row row;
    call->row_status[i] = read_row(of(model), call, z, i, row);
    while (row.offset == 77.0) {
      if (call->should_stop != nullptr && call->should_stop(call->ctx) != 0) return EPI_E_CANCELLED;
      std::this_thread::yield();
    }
    if (call->row_status[i] == EPI_ROW_OK) call->row_status[i] = function(i, row);
    if (call->row_status[i] == EPI_ROW_OK)
      write_statistics(row, x, i);
    else if (x != nullptr)
      x->data[i * x->row_stride] = 12345.0;
  }
  return EPI_OK;
}

inline epi_status EPI_CALL simulate(epi_model* model, const epi_call* call, const epi_cmat* z,
                                    const epi_mat* x) EPI_NOEXCEPT {
  return visit_rows(model, call, z, x, [](int64_t, const Row&) -> std::uint8_t { return EPI_ROW_OK; });
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

inline epi_stat stat(const char* name, const char* unit, double typical_scale, double lower, double upper) {
  return {sizeof(epi_stat), 0, typical_scale, lower, upper, name, unit, name, "a test quantity"};
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
  if (i != 0) return EPI_E_ARG;
  *name = "balanced";
  *title = "A balanced toy";
  *json = R"({"emergent_property": {"constraints": [{"statistic": "s0", "mean": 1.0, "std": 0.1}]}})";
  return EPI_OK;
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

inline const void* EPI_CALL get_extension(const epi_model*, const char* id) EPI_NOEXCEPT {
  static const epi_ext_trajectory trajectory = {sizeof(epi_ext_trajectory), 0, shape, channel, run};
  static const epi_ext_observables observables = {sizeof(epi_ext_observables), 1, observable, observe};
  static const epi_ext_properties properties = {sizeof(epi_ext_properties), 1, property};
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
