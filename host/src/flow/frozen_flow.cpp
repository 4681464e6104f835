#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <limits>

#include "base/error.h"
#include "flow/base_distribution.h"
#include "flow/flow.h"
#include "flow/flow_engine.h"
#include "flow/training_engine.h"

namespace epi::flow {
namespace {

// Points worked on at a time: bounds the memory.
constexpr std::int64_t kBlock = 8192;

}  // namespace

struct FrozenFlow::Impl {
  Impl(const FlowSpec& of, const FlowState& with)
      : spec(of), state(with), engine(of, at::kDouble, BatchNorm::Mode::frozen, /*with_gradient=*/false) {
    if (static_cast<std::int64_t>(state.weights.size()) != engine.weights.numel() ||
        static_cast<std::int64_t>(state.moments.size()) != engine.moments.numel()) {
      throw Error(ErrorKind::io, {.what = "the flow's numbers do not fit its architecture",
                                  .value = std::to_string(state.weights.size()) + " weights and " +
                                           std::to_string(state.moments.size()) + " moments",
                                  .rule = "this architecture has " + std::to_string(engine.weights.numel()) +
                                          " and " + std::to_string(engine.moments.numel())});
    }
    copy_into(state.weights, engine.weights);
    copy_into(state.moments, engine.moments);
    FlowSpec exact = spec;
    exact.architecture.precision = "float64";
    fused = make_fused_engine(exact, BatchNorm::Mode::frozen);
    if (fused != nullptr) fused->set_weights(state.weights);
  }

  at::Tensor log_prob(const at::Tensor& z) const {
    const Mapped back = engine.bijector->inverse(z);
    return base_log_prob(back.value) + back.log_det;
  }

  void log_prob(const Matrix& z, std::vector<double>& out) const {
    if (fused != nullptr && config::fits_by_likelihood(spec.architecture)) {
      fused->log_prob(z, out);
      return;
    }
    const at::NoGradGuard no_grad;
    out = to_vector(log_prob(to_tensor(z, at::kDouble)));
  }

  bool in_support(std::span<const double> z) const {
    for (std::size_t j = 0; j < z.size(); ++j) {
      if (!(z[j] >= spec.support[j].lower && z[j] <= spec.support[j].upper)) return false;
    }
    return true;
  }

  FlowSpec spec;
  FlowState state;
  mutable FlowEngine engine;  // a frozen bijector changes nothing; its interface is shared with training
  std::unique_ptr<TrainingEngine>
      fused;  // the same without derivatives, faster; null if a layer has no kernels
};

FrozenFlow::FrozenFlow(const FlowSpec& spec, const FlowState& state)
    : impl_(std::make_unique<Impl>(spec, state)) {}
FrozenFlow::~FrozenFlow() = default;
FrozenFlow::FrozenFlow(FrozenFlow&&) noexcept = default;
FrozenFlow& FrozenFlow::operator=(FrozenFlow&&) noexcept = default;

const FlowSpec& FrozenFlow::spec() const {
  return impl_->spec;
}
const FlowState& FrozenFlow::state() const {
  return impl_->state;
}

Draw FrozenFlow::sample_and_log_prob(const Matrix& base_sample) const {
  if (impl_->fused == nullptr) {
    const at::NoGradGuard no_grad;
    return to_draw(impl_->engine.sample(to_tensor(base_sample, at::kDouble)), impl_->spec.support);
  }
  Draw draw;
  std::vector<double> moments = impl_->state.moments;  // read, not changed
  impl_->fused->forward(base_sample, moments, draw);
  return draw;
}

std::vector<double> FrozenFlow::log_prob(const Matrix& z) const {
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(z.rows()));
  std::vector<double> of_block;
  for (std::int64_t first = 0; first < z.rows(); first += kBlock) {
    const std::int64_t n = std::min(kBlock, z.rows() - first);
    const auto values = z.values().subspan(static_cast<std::size_t>(first * z.cols()),
                                           static_cast<std::size_t>(n * z.cols()));
    impl_->log_prob(Matrix({values.begin(), values.end()}, z.cols()), of_block);
    result.insert(result.end(), of_block.begin(), of_block.end());
  }
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    if (!impl_->in_support(z.row(i))) {
      result[static_cast<std::size_t>(i)] = -std::numeric_limits<double>::infinity();
    }
  }
  return result;
}

LogProbDerivatives FrozenFlow::log_prob_derivatives(const Matrix& z, bool with_hessian) const {
  at::Tensor points = to_tensor(z, at::kDouble);
  points.set_requires_grad(true);
  const at::Tensor log_prob = impl_->log_prob(points);
  // Rows are independent, so the derivative of the sum holds every row's own gradient.
  const at::Tensor gradient = torch::autograd::grad(
      {log_prob.sum()}, {points}, {}, /*retain_graph=*/with_hessian, /*create_graph=*/with_hessian)[0];
  LogProbDerivatives result{to_vector(log_prob), to_matrix(gradient), {}};
  if (!with_hessian) return result;
  result.hessian.assign(static_cast<std::size_t>(z.rows()), Matrix(z.cols(), z.cols()));
  for (std::int64_t j = 0; j < z.cols(); ++j) {
    const Matrix rows = to_matrix(torch::autograd::grad({gradient.select(1, j).sum()}, {points}, {},
                                                        /*retain_graph=*/true)[0]);
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      for (std::int64_t k = 0; k < z.cols(); ++k)
        result.hessian[static_cast<std::size_t>(i)](j, k) = rows(i, k);
    }
  }
  return result;
}

Matrix FrozenFlow::base_of(const Matrix& z) const {
  const at::NoGradGuard no_grad;
  return to_matrix(impl_->engine.bijector->inverse(to_tensor(z, at::kDouble)).value);
}

}  // namespace epi::flow
