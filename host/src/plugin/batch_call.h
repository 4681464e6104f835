#pragma once

#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "epi/abi/call.h"
#include "plugin/error_text.h"
#include "plugin/simulator.h"

namespace epi::plugin {

/// The circumstances of one batch call as the ABI wants them, with their storage.
class BatchCall {
 public:
  /// @param first, rows  the rows of the batch that this call serves; row i has the noise of
  ///                     (noise.seed, noise.first_sample + i) whatever call it is in.
  /// @param stop         null, or true to ask the module to stop.
  /// @param active       parameters to differentiate by; empty for plain simulations.
  BatchCall(Noise noise, std::int64_t first, std::int64_t rows, const std::atomic<bool>* stop,
            std::span<const std::int32_t> active = {});
  BatchCall(const BatchCall&) = delete;
  BatchCall& operator=(const BatchCall&) = delete;

  const epi_call* raw() const { return &call_; }
  std::span<const std::uint8_t> row_status() const { return row_status_; }  ///< EPI_ROW_*
  std::string error_text() { return error_.str(); }

 private:
  std::vector<std::uint64_t> sample_ids_;
  std::vector<std::uint8_t> row_status_;
  ErrorText error_;
  epi_call call_;
};

/// Rows [first, first + rows) of a matrix as the ABI's views.
epi_mat view_of(Matrix& matrix, std::int64_t first, std::int64_t rows);
epi_cmat view_of(const Matrix& matrix, std::int64_t first, std::int64_t rows);

}  // namespace epi::plugin
