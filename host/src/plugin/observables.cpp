#include "plugin/observables.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "plugin/batch_call.h"
#include "plugin/row_check.h"

namespace epi::plugin {
namespace {

/// Evaluates one row: rows whose simulation failed must not reach the module.
void evaluate_row(ModelInstance& instance, const Matrix& parameters, const Simulated& simulated, Noise noise,
                  std::int64_t row, Matrix& observables) {
  ModuleGate& gate = instance.gate();
  BatchCall call(noise, row, 1, nullptr);
  const epi_cmat z = view_of(parameters, row, 1);
  const epi_cmat x = view_of(simulated.statistics, row, 1);
  const epi_mat o = view_of(observables, row, 1);
  const epi_status status = gate.enter("eval", [&] {
    return instance.extensions().observables->eval(instance.handle(), call.raw(), &z, &x, &o);
  });
  if (status != EPI_OK) gate.refuse_status("eval", status, call.error_text());
  verify_rows(gate, "eval", call.row_status(), observables, row,
              [](std::int64_t i) { return "sample " + std::to_string(i); });
  if (call.row_status()[0] != EPI_ROW_OK) std::ranges::fill(observables.row(row), std::nan(""));
}

}  // namespace

Matrix evaluate_observables(ModelInstance& instance, const Matrix& parameters, const Simulated& simulated,
                            Noise noise) {
  EPI_CHECK(parameters.rows() == simulated.statistics.rows() && parameters.cols() == instance.n_parameters());
  const epi_ext_observables* table = instance.extensions().observables;
  if (table == nullptr) return Matrix(parameters.rows(), 0);
  Matrix observables(parameters.rows(), table->count, std::nan(""));
  for (std::int64_t row = 0; row < parameters.rows(); ++row)
    if (simulated.status[static_cast<std::size_t>(row)] == RowStatus::ok)
      evaluate_row(instance, parameters, simulated, noise, row, observables);
  return observables;
}

}  // namespace epi::plugin
