#include "plugin/row_check.h"

#include <fmt/format.h>

#include <cmath>

#include "epi/abi/status.h"

namespace epi::plugin {

void verify_rows(const ModuleGate& gate, const char* slot, std::span<const std::uint8_t> row_status,
                 const Matrix& output, std::int64_t first,
                 const std::function<std::string(std::int64_t row)>& describe) {
  for (std::size_t i = 0; i < row_status.size(); ++i) {
    const std::int64_t row = first + static_cast<std::int64_t>(i);
    if (row_status[i] == EPI_ROW_NOT_RUN)
      gate.refuse(fmt::format("left a row out of {}", slot), "a successful call runs every row",
                  describe(row));
    if (row_status[i] != EPI_ROW_OK) continue;
    const std::span<const double> outputs = output.row(row);
    double sum = 0.0;  // x - x is 0 for finite numbers alone
    for (const double x : outputs) sum += x - x;
    if (sum == 0.0) continue;
    for (std::int64_t column = 0; column < output.cols(); ++column)
      if (!std::isfinite(output(row, column)))
        gate.refuse(fmt::format("returned {} from {} in a row that it calls ok", output(row, column), slot),
                    "an ok row has only finite outputs",
                    fmt::format("output {} of {}", column, describe(row)));
  }
}

}  // namespace epi::plugin
