#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "model_traits.hpp"
#include "views.hpp"

namespace epi::sdk {

/// A batch of rows as the host gave it, worked off in packs. Lanes beyond the last row repeat it, and rows
/// that cannot be simulated are replaced by the defaults, so that every lane always holds a legal row.
template <int P>
class Batch {
 public:
  using R = Rows8;
  static constexpr int kWidth = R::kWidth;
  using Bounds = std::array<double, P>;

  Batch(const epi_call& call, const epi_cmat& z, const Bounds& lower, const Bounds& upper,
        const Bounds& defaults, bool stochastic)
      : call_(call), z_(z), lower_(lower), upper_(upper), defaults_(defaults) {
    if (!call.row_status && z.rows > 0) throw Failure(EPI_E_ARG, "row_status is missing");
    if (stochastic && !call.sample_id && z.rows > 0) {
      throw Failure(EPI_E_ARG, "sample_id is missing; the model is stochastic");
    }
  }

  std::int64_t size() const { return z_.rows; }

  /// Loads the pack that starts at row `first`: parameters [P], noise, and status of the rows.
  void load(std::int64_t first, R* z, Rows& rows) {
    first_ = first;
    count_ = static_cast<int>(z_.rows - first < kWidth ? z_.rows - first : kWidth);
    alignas(R) double lanes[P][kWidth];
    for (int lane = 0; lane < kWidth; ++lane) {
      const std::int64_t row = first + (lane < count_ ? lane : count_ - 1);
      std::uint8_t status = EPI_ROW_OK;
      for (std::size_t p = 0; p < P; ++p) {
        const double value = element(z_, row, static_cast<std::int64_t>(p));
        lanes[p][lane] = value;
        if (!std::isfinite(value)) {
          status = EPI_ROW_NONFINITE;
        } else if ((value < lower_[p] || value > upper_[p]) && status == EPI_ROW_OK) {
          status = EPI_ROW_OUT_OF_SUPPORT;
        }
      }
      if (status != EPI_ROW_OK) {
        for (std::size_t p = 0; p < P; ++p) lanes[p][lane] = defaults_[p];
      }
      status_[lane] = status;
      if (call_.sample_id) rows.set_sample(lane, call_.sample_id[row]);
    }
    for (std::size_t p = 0; p < P; ++p) z[p] = R::load(lanes[p]);
  }

  /// The row of a lane; -1 for a lane that only repeats the last row.
  std::int64_t row(int lane) const { return lane < count_ ? first_ + lane : -1; }

  /// Settles the status of the loaded rows: those of load and of the model stand, then any of the `outputs`
  /// [n_outputs] that is not finite fails its row.
  void settle(const Rows& rows, const R* outputs, int n_outputs) {
    for (int lane = 0; lane < count_; ++lane) {
      std::uint8_t& status = status_[lane];
      if (status == EPI_ROW_OK) status = rows.status(lane);
    }
    // x - x is 0 for a finite x and NaN for any other.
    R poison(0);
    for (int i = 0; i < n_outputs; ++i) poison += outputs[i] - outputs[i];
    for (int lane = 0; lane < count_; ++lane) {
      std::uint8_t& status = status_[lane];
      if (status == EPI_ROW_OK && poison.lane(lane) != 0.0) status = EPI_ROW_NONFINITE;
      call_.row_status[first_ + lane] = status;
    }
  }

  /// Writes values [n_values] to the loaded rows of a matrix; NaN to failed rows.
  void store(const R* values, const epi_mat& out) const {
    for (std::int64_t i = 0; i < out.cols; ++i) {
      alignas(R) double lanes[kWidth];
      values[i].store(lanes);
      for (int lane = 0; lane < count_; ++lane) {
        const bool ok = status_[lane] == EPI_ROW_OK;
        element(out, first_ + lane, i) = ok ? lanes[lane] : std::numeric_limits<double>::quiet_NaN();
      }
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
  const Bounds &lower_, &upper_, &defaults_;
  std::int64_t first_ = 0;
  int count_ = 0;
  std::array<std::uint8_t, kWidth> status_{};
};

}  // namespace epi::sdk
