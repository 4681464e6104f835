#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "model_traits.hpp"
#include "views.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Closed supports and defaults of the parameters of an instance.
struct ParameterBounds {
  std::vector<double> lower, upper, defaults;
};

/// A batch of rows as the host gave it: parameters that are always legal, and the outcome of each row.
class Batch {
 public:
  Batch(const epi_call& call, const epi_cmat& z, const ParameterBounds& bounds, bool stochastic)
      : call_(call), z_(z), bounds_(bounds) {
    if (!call.row_status && z.rows > 0) throw Failure(EPI_E_ARG, "row_status is missing");
    if (stochastic && !call.sample_id && z.rows > 0) {
      throw Failure(EPI_E_ARG, "sample_id is missing; the model is stochastic");
    }
  }

  std::int64_t size() const { return z_.rows; }
  std::uint64_t sample(std::int64_t row) const { return call_.sample_id ? call_.sample_id[row] : 0; }

  /// The parameters [n_parameters] of a row, or the defaults in place of a row that cannot be simulated.
  /// @param n_parameters  all of them; given because most callers know it when they are compiled
  /// @return EPI_ROW_OK, or why the row is illegal.
  std::uint8_t read(std::int64_t row, std::size_t n_parameters, double* parameters) const {
    std::uint8_t status = EPI_ROW_OK;
    for (std::size_t p = 0; p < n_parameters; ++p) {
      parameters[p] = element(z_, row, static_cast<std::int64_t>(p));
      if (!std::isfinite(parameters[p])) {
        status = EPI_ROW_NONFINITE;
      } else if ((parameters[p] < bounds_.lower[p] || parameters[p] > bounds_.upper[p]) &&
                 status == EPI_ROW_OK) {
        status = EPI_ROW_OUT_OF_SUPPORT;
      }
    }
    if (status != EPI_ROW_OK) {
      for (std::size_t p = 0; p < n_parameters; ++p) parameters[p] = bounds_.defaults[p];
    }
    return status;
  }

  void finish(std::int64_t row, std::uint8_t status) const { call_.row_status[row] = status; }

  /// Writes values [out.cols] to a row of a matrix; NaN if the row failed.
  void store(std::int64_t row, const double* values, const epi_mat& out) const {
    const bool ok = call_.row_status[row] == EPI_ROW_OK;
    for (std::int64_t i = 0; i < out.cols; ++i) {
      element(out, row, i) = ok ? values[i] : std::numeric_limits<double>::quiet_NaN();
    }
  }

  /// Leaves the rows from `first` on as not run.
  void abandon(std::int64_t first, const epi_mat* out) const {
    for (std::int64_t row = first; row < z_.rows; ++row) {
      call_.row_status[row] = EPI_ROW_NOT_RUN;
      for (std::int64_t i = 0; out && i < out->cols; ++i) {
        element(*out, row, i) = std::numeric_limits<double>::quiet_NaN();
      }
    }
  }

 private:
  const epi_call& call_;
  const epi_cmat& z_;
  const ParameterBounds& bounds_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
