#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <vector>

#include "base/matrix.h"
#include "flow/batch_norm.h"
#include "flow/bijector.h"
#include "flow/flow.h"
#include "flow/flow_spec.h"

namespace epi::flow {

/// A bijector on flat tensors: what the two public faces of a flow have in common.
struct FlowEngine {
  FlowEngine(const FlowSpec& spec, at::ScalarType dtype, BatchNorm::Mode mode, bool with_gradient);

  at::Tensor weights;          ///< [n_weights]
  at::Tensor weight_gradient;  ///< [n_weights]; undefined without gradient
  at::Tensor moments;          ///< [n_moments]
  std::unique_ptr<Bijector> bijector;

  /// Pushes base samples through: z [n, D] and log q [n], differentiable.
  struct Sampled {
    at::Tensor z, log_prob;
  };
  Sampled sample(const at::Tensor& base_sample);
};

/// Copies between plain values and tensors of any dtype.
at::Tensor to_tensor(const Matrix& matrix, at::ScalarType dtype);
Matrix to_matrix(const at::Tensor& tensor);
std::vector<double> to_vector(const at::Tensor& tensor);
void copy_into(std::span<const double> values, const at::Tensor& tensor);

/// As a Draw, with rounding at the edges of the support undone: every z lies in its closed support.
Draw to_draw(const FlowEngine::Sampled& sampled, const std::vector<Support>& support);

}  // namespace epi::flow
