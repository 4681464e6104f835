#pragma once

#include <string>

#include "flow/bijector.h"
#include "flow/tensor_source.h"

namespace epi::flow {

/// A learned affine map y = L x + mean with L lower triangular and a positive diagonal (exp of `log_scale`):
/// alone on a standard normal it is any Gaussian, which is how a flow starts.   log|det| = sum log_scale.
/// Over more than kMostCorrelated columns L is diagonal: a full one would cost more than all other layers.
class Affine : public Bijector {
 public:
  static constexpr const char* kMean = "affine.mean";
  static constexpr const char* kLogScale = "affine.log_scale";
  static constexpr const char* kBelowDiagonal = "affine.below_diagonal";
  static constexpr long kMostCorrelated = 64;

  Affine(TensorSource& source, long columns);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  at::Tensor factor() const;

  at::Tensor mean_;       // [columns]
  at::Tensor log_scale_;  // [columns]
  at::Tensor below_;      // [columns, columns], strictly lower part is used; undefined if L is diagonal
};

}  // namespace epi::flow
