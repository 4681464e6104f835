#include "flow/flow_engine.h"

#include <algorithm>

#include "base/check.h"
#include "flow/base_distribution.h"
#include "flow/flow_factory.h"
#include "flow/single_thread.h"

namespace epi::flow {

FlowEngine::FlowEngine(const FlowSpec& spec, at::ScalarType dtype, BatchNorm::Mode mode, bool with_gradient) {
  use_one_torch_thread();
  const FlowLayout layout = layout_of(spec);
  weights = at::zeros({layout.n_weights}, dtype);
  moments = at::zeros({layout.n_moments}, dtype);
  if (with_gradient) weight_gradient = at::zeros({layout.n_weights}, dtype);
  FlatBinder binder(weights, weight_gradient, moments);
  bijector = build_bijector(spec, binder, mode);
}

FlowEngine::Sampled FlowEngine::sample(const at::Tensor& base_sample) {
  const Mapped mapped = bijector->forward(base_sample);
  return {mapped.value, base_log_prob(base_sample) - mapped.log_det};
}

at::Tensor to_tensor(const Matrix& matrix, at::ScalarType dtype) {
  // from_blob wants a mutable pointer; the copy is taken at once and the matrix is not touched.
  const at::Tensor view =
      at::from_blob(const_cast<double*>(matrix.data()), {matrix.rows(), matrix.cols()}, at::kDouble);
  return view.to(dtype, /*non_blocking=*/false, /*copy=*/true);
}

Matrix to_matrix(const at::Tensor& tensor) {
  const at::Tensor contiguous = tensor.detach().to(at::kDouble).contiguous();
  Matrix matrix(contiguous.size(0), contiguous.size(1));
  std::copy_n(contiguous.data_ptr<double>(), contiguous.numel(), matrix.data());
  return matrix;
}

std::vector<double> to_vector(const at::Tensor& tensor) {
  const at::Tensor contiguous = tensor.detach().to(at::kDouble).contiguous();
  const double* values = contiguous.data_ptr<double>();
  return {values, values + contiguous.numel()};
}

void copy_into(std::span<const double> values, const at::Tensor& tensor) {
  EPI_CHECK(static_cast<std::int64_t>(values.size()) == tensor.numel());
  const at::Tensor view = at::from_blob(const_cast<double*>(values.data()),
                                        {static_cast<std::int64_t>(values.size())}, at::kDouble);
  const at::NoGradGuard no_grad;
  tensor.copy_(view);
}

Draw to_draw(const FlowEngine::Sampled& sampled, const std::vector<Support>& support) {
  Draw draw{to_matrix(sampled.z), to_vector(sampled.log_prob)};
  for (std::int64_t i = 0; i < draw.z.rows(); ++i) {
    for (std::int64_t j = 0; j < draw.z.cols(); ++j) {
      const Support& s = support[static_cast<std::size_t>(j)];
      draw.z(i, j) = std::clamp(draw.z(i, j), s.lower, s.upper);
    }
  }
  return draw;
}

}  // namespace epi::flow
