#pragma once

#include <epi/abi.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

/// A dense row-major matrix of doubles for tests.
struct Table {
  std::int64_t rows = 0, cols = 0;
  std::vector<double> values;

  Table(std::int64_t n_rows, std::int64_t n_cols, double fill = 0.0)
      : rows(n_rows), cols(n_cols), values(static_cast<std::size_t>(n_rows * n_cols), fill) {}
  double& operator()(std::int64_t i, std::int64_t j) {
    return values[static_cast<std::size_t>(i * cols + j)];
  }
  double operator()(std::int64_t i, std::int64_t j) const {
    return values[static_cast<std::size_t>(i * cols + j)];
  }
  epi_mat view() { return {values.data(), rows, cols, cols, 1}; }
  epi_cmat view() const { return {values.data(), rows, cols, cols, 1}; }
};

/// Everything that a call gives back.
struct Outcome {
  epi_status status = EPI_OK;
  std::string error;
  std::vector<std::uint8_t> rows;
};

/// Drives one instance of a model through its C tables, as a host does.
class ModelDriver {
 public:
  ModelDriver(const epi_module* module, const char* model_id, const char* settings = "{}") {
    char text[512] = "";
    epi_text error{text, sizeof text, 0};
    if (module->create(model_id, settings, &ops_, &model_, &error) != EPI_OK) throw std::runtime_error(text);
  }
  ~ModelDriver() { ops_->destroy(model_); }
  ModelDriver(const ModelDriver&) = delete;
  ModelDriver& operator=(const ModelDriver&) = delete;

  const epi_model_ops& ops() const { return *ops_; }
  epi_model* model() const { return model_; }
  int parameters() const { return ops_->param_count(model_); }
  int statistics() const { return ops_->stat_count(model_); }
  template <class Extension>
  const Extension& extension(const char* id) const {
    const void* table = ops_->get_extension(model_, id);
    if (!table) throw std::runtime_error(std::string("no extension ") + id);
    return *static_cast<const Extension*>(table);
  }

  std::uint64_t seed = 11;
  std::vector<std::uint64_t> sample_ids;  ///< empty: 0, 1, 2, ...
  std::vector<std::int32_t> active;       ///< empty: all
  std::int32_t (*should_stop)(void*) = nullptr;
  void* stop_context = nullptr;

  int n_active() const { return active.empty() ? parameters() : static_cast<int>(active.size()); }

  /// Calls body(const epi_call*) with a call for that many rows.
  template <class Body>
  Outcome call(std::int64_t n, Body body) {
    Outcome outcome;
    outcome.rows.assign(static_cast<std::size_t>(n), EPI_ROW_NOT_RUN);
    std::vector<std::uint64_t> ids = sample_ids;
    for (std::uint64_t i = ids.size(); i < static_cast<std::uint64_t>(n); ++i) ids.push_back(i);
    char text[512] = "";
    epi_text error{text, sizeof text, 0};
    epi_call call{};
    call.struct_size = sizeof call;
    call.max_threads = 1;
    call.seed = seed;
    call.sample_id = ids.data();
    call.row_status = outcome.rows.data();
    call.active = active.empty() ? nullptr : active.data();
    call.n_active = static_cast<std::int32_t>(active.size());
    call.should_stop = should_stop;
    call.ctx = stop_context;
    call.error = &error;
    outcome.status = body(&call);
    outcome.error = text;
    return outcome;
  }

  Outcome simulate(const Table& z, Table& x) {
    const epi_cmat in = z.view();
    const epi_mat out = x.view();
    return call(z.rows, [&](const epi_call* c) { return ops_->simulate(model_, c, &in, &out); });
  }
  Table simulate(const Table& z) {
    Table x(z.rows, statistics());
    expect_ok(simulate(z, x));
    return x;
  }
  Outcome jacobian(const Table& z, Table& x, Table& jac) {
    const epi_cmat in = z.view();
    const epi_mat x_out = x.view(), jac_out = jac.view();
    const auto& table = extension<epi_ext_jacobian>(EPI_EXT_JACOBIAN);
    return call(z.rows, [&](const epi_call* c) { return table.jacobian(model_, c, &in, &x_out, &jac_out); });
  }
  Table jacobian(const Table& z) {
    Table x(z.rows, statistics()), jac(z.rows, statistics() * n_active());
    expect_ok(jacobian(z, x, jac));
    return jac;
  }
  Outcome vjp(const Table& z, const Table& cot, Table& x, Table& g) {
    const epi_cmat in = z.view(), cot_in = cot.view();
    const epi_mat x_out = x.view(), g_out = g.view();
    const auto& table = extension<epi_ext_vjp>(EPI_EXT_VJP);
    return call(z.rows,
                [&](const epi_call* c) { return table.vjp(model_, c, &in, &cot_in, &x_out, &g_out); });
  }
  Table vjp(const Table& z, const Table& cot) {
    Table x(z.rows, statistics()), g(z.rows, n_active());
    expect_ok(vjp(z, cot, x, g));
    return g;
  }

 private:
  static void expect_ok(const Outcome& outcome) {
    if (outcome.status != EPI_OK) throw std::runtime_error(outcome.error);
    for (const std::uint8_t row : outcome.rows) {
      if (row != EPI_ROW_OK) throw std::runtime_error("a row failed with status " + std::to_string(row));
    }
  }

  const epi_model_ops* ops_ = nullptr;
  epi_model* model_ = nullptr;
};

/// The table of a module compiled into the test.
template <class Module>
const epi_module* module_of(const char* id) {
  static const typename Module::Identity identity = {id, "1.0.0", "MIT"};
  epi_host host{};
  host.struct_size = sizeof host;
  host.abi_version = EPI_ABI_VERSION;
  const epi_module* module = nullptr;
  Module::entry(identity, &host, &module, nullptr);
  return module;
}

/// Reproducible points in a box: the fractional parts of multiples of square roots of primes (a Kronecker
/// sequence).
Table points_in_box(std::int64_t rows, const std::vector<double>& lower, const std::vector<double>& upper);

/// Central differences of simulate by the active parameters, [n, S * n_active], statistic-major.
Table differences(ModelDriver& driver, const Table& z, double step);
