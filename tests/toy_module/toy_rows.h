#pragma once

#include <epi/abi.h>

#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <thread>

// What the toy model computes, row by row; toy.h says what it is.

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
    while (row.offset == 77.0 || row.offset == 78.0) {
      if (row.offset == 77.0 && call->should_stop != nullptr && call->should_stop(call->ctx) != 0)
        return EPI_E_CANCELLED;
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

inline epi_stat stat(const char* name, const char* unit, double typical_scale, double lower, double upper) {
  return {sizeof(epi_stat), 0, typical_scale, lower, upper, name, unit, name, "a test quantity"};
}

}  // namespace toy
