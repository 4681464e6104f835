#pragma once

#include <string>

#include "flow/bijector.h"
#include "flow/tensor_source.h"

namespace epi::flow {

/// Batch normalisation as a bijector between masks: y = (x - mean) / sqrt(variance + epsilon), without a
/// learned scale. Training normalises by the batch and lets gradients through its moments; a frozen flow
/// normalises by running moments m <- momentum m + (1 - momentum) m_batch. Source: Dinh et al. 2017, appendix
/// E; momentum 0.99 in Bittner et al., bioRxiv 837567, Methods.
class BatchNorm : public Bijector {
 public:
  enum class Mode { training, frozen };
  /// Keeps a collapsed column finite; small against the unit variance of normalised columns.
  static constexpr double kEpsilon = 1e-5;

  BatchNorm(TensorSource& source, const std::string& name, long columns, double momentum, Mode mode);
  Mapped forward(const at::Tensor& x) override;
  /// Always by the running moments.
  Mapped inverse(const at::Tensor& y) override;

 private:
  Mapped normalise(const at::Tensor& x, const at::Tensor& mean, const at::Tensor& variance) const;

  double momentum_;
  Mode mode_;
  at::Tensor mean_;      // [columns]
  at::Tensor variance_;  // [columns]
};

}  // namespace epi::flow
