#pragma once

#include <string>

#include "flow/bijector.h"
#include "flow/tensor_source.h"

namespace epi::flow {

/// A learned linear map y = L U x that keeps volumes, with L lower and U upper triangular and ones on both
/// diagonals: log|det| = 0. It starts as the identity. What a coupling can only do to single columns, it then
/// does along any direction: a thin sheet across the axes becomes one along an axis. Source: Kingma &
/// Dhariwal, "Glow", NeurIPS 2018, section 3.2, without the permutation and the diagonal, for couplings scale
/// their columns by themselves.
class LinearMixing : public Bijector {
 public:
  /// One weight `name`.factors [columns, columns]: what of L is below the diagonal and of U above it; the
  /// diagonal means nothing.
  LinearMixing(TensorSource& source, const std::string& name, long columns);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  at::Tensor lower() const, upper() const;

  at::Tensor factors_;  // [columns, columns]
};

}  // namespace epi::flow
