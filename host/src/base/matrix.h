#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace epi {

/// A dense row-major matrix of float64: one row a sample, one column a quantity. The currency between rooms.
class Matrix {
 public:
  Matrix() = default;
  Matrix(std::int64_t rows, std::int64_t cols, double fill = 0.0)
      : rows_(rows), cols_(cols), values_(static_cast<std::size_t>(rows * cols), fill) {}

  /// Rows one after the other, of any number of columns, 0 included.   @param values  [rows * cols].
  Matrix(std::vector<double> values, std::int64_t rows, std::int64_t cols)
      : rows_(rows), cols_(cols), values_(std::move(values)) {}

  /// Rows of `cols` values, one after the other.   @param cols  > 0.
  Matrix(std::vector<double> values, std::int64_t cols)
      : rows_(static_cast<std::int64_t>(values.size()) / cols), cols_(cols), values_(std::move(values)) {}

  std::int64_t rows() const { return rows_; }
  std::int64_t cols() const { return cols_; }
  double* data() { return values_.data(); }
  const double* data() const { return values_.data(); }

  /// All values, row by row.
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }

  double& operator()(std::int64_t row, std::int64_t col) { return values_[index(row, col)]; }
  double operator()(std::int64_t row, std::int64_t col) const { return values_[index(row, col)]; }
  std::span<double> row(std::int64_t i) {
    return {values_.data() + index(i, 0), static_cast<std::size_t>(cols_)};
  }
  std::span<const double> row(std::int64_t i) const {
    return {values_.data() + index(i, 0), static_cast<std::size_t>(cols_)};
  }

 private:
  std::size_t index(std::int64_t row, std::int64_t col) const {
    return static_cast<std::size_t>(row * cols_ + col);
  }

  std::int64_t rows_ = 0;
  std::int64_t cols_ = 0;
  std::vector<double> values_;
};

}  // namespace epi
