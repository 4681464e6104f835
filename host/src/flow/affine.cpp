#include "flow/affine.h"

namespace epi::flow {

Affine::Affine(TensorSource& source, long columns)
    : mean_(source.weight(kMean, {columns}, 0.0)), log_scale_(source.weight(kLogScale, {columns}, 0.0)) {
  if (columns <= kMostCorrelated) below_ = source.weight(kBelowDiagonal, {columns, columns}, 0.0);
}

at::Tensor Affine::factor() const {
  return at::tril(below_, -1) + at::diag(at::exp(log_scale_));
}

Mapped Affine::forward(const at::Tensor& x) {
  if (!below_.defined())
    return {at::addcmul(mean_, x, at::exp(log_scale_)), log_scale_.sum().expand({x.size(0)})};
  return {at::addmm(mean_, x, factor().t()), log_scale_.sum().expand({x.size(0)})};
}

Mapped Affine::inverse(const at::Tensor& y) {
  if (!below_.defined()) return {(y - mean_) * at::exp(-log_scale_), (-log_scale_.sum()).expand({y.size(0)})};
  const at::Tensor solved = at::linalg_solve_triangular(factor(), (y - mean_).t(), /*upper=*/false);
  return {solved.t(), (-log_scale_.sum()).expand({y.size(0)})};
}

}  // namespace epi::flow
