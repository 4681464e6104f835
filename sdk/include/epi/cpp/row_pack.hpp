#pragma once

#include <array>

#include "batch.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Consecutive rows of a batch as the lanes of packs. Lanes beyond the last row repeat it, so that every lane
/// always holds a legal row.
template <int P, class R>
class RowPack {
 public:
  static constexpr int kWidth = R::kWidth;

  explicit RowPack(const Batch& batch) : batch_(batch) {}

  /// Loads the rows from `first` on: parameters z [P], and the samples of `rows`.
  void load(std::int64_t first, R* z, Rows& rows) {
    first_ = first;
    count_ = static_cast<int>(batch_.size() - first < kWidth ? batch_.size() - first : kWidth);
    alignas(R) typename R::Scalar lanes[P][kWidth];
    for (int lane = 0; lane < kWidth; ++lane) {
      const std::int64_t row = first + (lane < count_ ? lane : count_ - 1);
      double parameters[P];
      status_[lane] = batch_.read(row, P, parameters);
      for (std::size_t p = 0; p < P; ++p) lanes[p][lane] = static_cast<typename R::Scalar>(parameters[p]);
      rows.set_sample(lane, batch_.sample(row));
    }
    for (std::size_t p = 0; p < P; ++p) z[p] = R::load(lanes[p]);
  }

  /// The row of a lane; -1 for a lane that only repeats the last row.
  std::int64_t row(int lane) const { return lane < count_ ? first_ + lane : -1; }

  /// Settles the status of the loaded rows: those of load and of the model stand, then any of the `outputs`
  /// [n_outputs] that is not finite fails its row.
  void settle(const Rows& rows, const R* outputs, int n_outputs) {
    // x - x is 0 for a finite x and NaN for any other.
    R poison(0);
    for (int i = 0; i < n_outputs; ++i) poison += outputs[i] - outputs[i];
    for (int lane = 0; lane < count_; ++lane) {
      std::uint8_t status = status_[lane];
      if (status == EPI_ROW_OK) status = rows.status(lane);
      if (status == EPI_ROW_OK && poison.lane(lane) != 0) status = EPI_ROW_NONFINITE;
      status_[lane] = status;
      batch_.finish(first_ + lane, status);
    }
  }

  /// Writes values [out.cols] to the settled rows of a matrix; NaN to failed rows.
  void store(const R* values, const epi_mat& out) const {
    for (std::int64_t i = 0; i < out.cols; ++i) {
      alignas(R) typename R::Scalar lanes[kWidth];
      values[i].store(lanes);
      for (int lane = 0; lane < count_; ++lane) {
        const bool ok = status_[lane] == EPI_ROW_OK;
        element(out, first_ + lane, i) =
            ok ? static_cast<double>(lanes[lane]) : std::numeric_limits<double>::quiet_NaN();
      }
    }
  }

 private:
  const Batch& batch_;
  std::int64_t first_ = 0;
  int count_ = 0;
  std::array<std::uint8_t, kWidth> status_{};
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
