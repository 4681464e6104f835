#pragma once

#include <ATen/ATen.h>

#include <vector>

namespace epi::flow {

/// The two sides of a coupling: the columns that pass unchanged and those that change.
class ColumnSplit {
 public:
  /// @param mask  [n_parameters], true = passes unchanged; at least one of each.
  explicit ColumnSplit(const std::vector<bool>& mask);

  long n_passed() const { return passed_.numel(); }
  long n_changed() const { return changed_.numel(); }
  at::Tensor passed(const at::Tensor& x) const { return x.index_select(1, passed_); }
  at::Tensor changed(const at::Tensor& x) const { return x.index_select(1, changed_); }
  /// All columns at their places again.   @param passed, changed  [n_samples, n_passed], [n_samples,
  /// n_changed].
  at::Tensor joined(const at::Tensor& passed, const at::Tensor& changed) const {
    return at::cat({passed, changed}, 1).index_select(1, order_);
  }

 private:
  at::Tensor passed_, changed_;  // column indices
  at::Tensor order_;             // where each column of the result is in [passed, changed]
};

}  // namespace epi::flow
