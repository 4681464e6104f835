#pragma once

#include <vector>

#include "flow/bijector.h"

namespace epi::flow {

/// Columns in another order, without weights: column j of the output is column order[j] of the input;
/// log|det| = 0.
class Permutation : public Bijector {
 public:
  explicit Permutation(const std::vector<long>& order);
  Mapped forward(const at::Tensor& x) override;
  Mapped inverse(const at::Tensor& y) override;

 private:
  at::Tensor order_, back_;  // column indices
};

}  // namespace epi::flow
