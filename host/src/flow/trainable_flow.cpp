#include <torch/csrc/autograd/autograd.h>

#include <optional>

#include "base/check.h"
#include "base/random.h"
#include "flow/affine.h"
#include "flow/base_distribution.h"
#include "flow/flow.h"
#include "flow/flow_engine.h"
#include "flow/tensor_source.h"

namespace epi::flow {
namespace {

at::ScalarType training_dtype(const FlowSpec& spec) {
  return spec.architecture.precision == "float64" ? at::kDouble : at::kFloat;
}

FlowState initial_state(const FlowSpec& spec, std::uint64_t seed) {
  const FlowLayout layout = layout_of(spec);
  FlowState state{std::vector<double>(static_cast<std::size_t>(layout.n_weights)), layout.initial_moments};
  Random(seed, RandomStream::flow_weights).uniform(0, state.weights);
  for (std::size_t i = 0; i < state.weights.size(); ++i) {
    state.weights[i] = (2.0 * state.weights[i] - 1.0) * layout.initial_bounds[i];
  }
  return state;
}

const TensorEntry& weight_named(const FlowLayout& layout, const char* name) {
  for (const TensorEntry& entry : layout.weights) {
    if (entry.name == name) return entry;
  }
  EPI_CHECK(!"every flow has an affine layer");
  return layout.weights.front();
}

}  // namespace

struct TrainableFlow::Impl {
  Impl(const FlowSpec& of, FlowState initial)
      : spec(of),
        state(std::move(initial)),
        engine(of, training_dtype(of), BatchNorm::Mode::training, /*with_gradient=*/true) {
    copy_into(state.weights, engine.weights);
    copy_into(state.moments, engine.moments);
  }

  // d log q / dz at points z, with the weights held.  [n_samples, n_parameters]
  at::Tensor log_prob_slope(const at::Tensor& z) {
    const at::Tensor points = z.detach().requires_grad_(true);
    const Mapped back = engine.bijector->inverse(points);
    const at::Tensor log_prob = base_log_prob(back.value) + back.log_det;
    return torch::autograd::grad({log_prob.sum()}, {points})[0];
  }

  // log q at points, differentiable by the weights.  [n_samples]
  at::Tensor log_prob(const Matrix& z) {
    EPI_CHECK(config::fits_by_likelihood(spec.architecture));
    const Mapped back = engine.bijector->inverse(to_tensor(z, engine.weights.scalar_type()));
    return base_log_prob(back.value) + back.log_det;
  }

  void copy_weight_gradient(std::span<double> out) const {
    const std::vector<double> gradient = to_vector(engine.weight_gradient);
    EPI_CHECK(gradient.size() == out.size());
    std::ranges::copy(gradient, out.begin());
  }

  FlowSpec spec;
  FlowState state;
  FlowEngine engine;
  std::optional<FlowEngine::Sampled> last;
};

TrainableFlow::TrainableFlow(const FlowSpec& spec, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(spec, initial_state(spec, seed))) {}
TrainableFlow::TrainableFlow(const FlowSpec& spec, const FlowState& state)
    : impl_(std::make_unique<Impl>(spec, state)) {}
TrainableFlow::~TrainableFlow() = default;
TrainableFlow::TrainableFlow(TrainableFlow&&) noexcept = default;
TrainableFlow& TrainableFlow::operator=(TrainableFlow&&) noexcept = default;

const FlowSpec& TrainableFlow::spec() const {
  return impl_->spec;
}
const FlowState& TrainableFlow::state() const {
  return impl_->state;
}

Draw TrainableFlow::forward(const Matrix& base_sample) {
  Impl& impl = *impl_;
  impl.last = impl.engine.sample(to_tensor(base_sample, impl.engine.weights.scalar_type()));
  impl.state.moments = to_vector(impl.engine.moments);
  return to_draw(*impl.last, impl.spec.support);
}

void TrainableFlow::backward(const Matrix& z_gradient, std::span<const double> log_prob_gradient,
                             std::span<double> weight_gradient, EntropyGradient how) {
  Impl& impl = *impl_;
  EPI_CHECK(impl.last.has_value());
  const FlowEngine::Sampled sampled = *std::exchange(impl.last, std::nullopt);
  at::Tensor of_z = to_tensor(z_gradient, sampled.z.scalar_type());
  const at::Tensor of_log_prob = at::empty_like(sampled.log_prob);
  copy_into(log_prob_gradient, of_log_prob);
  impl.engine.weight_gradient.zero_();
  if (how == EntropyGradient::path) {
    EPI_CHECK(!impl.spec.architecture.batch_norm);
    of_z += of_log_prob.unsqueeze(1) * impl.log_prob_slope(sampled.z);
    torch::autograd::backward({sampled.z}, {of_z});
  } else {
    torch::autograd::backward({sampled.z, sampled.log_prob}, {of_z, of_log_prob});
  }
  impl.copy_weight_gradient(weight_gradient);
}

void TrainableFlow::score(const Matrix& z, std::span<const double> log_prob_gradient,
                          std::span<double> weight_gradient) {
  Impl& impl = *impl_;
  const at::Tensor log_prob = impl.log_prob(z);
  const at::Tensor of_log_prob = at::empty_like(log_prob);
  copy_into(log_prob_gradient, of_log_prob);
  impl.engine.weight_gradient.zero_();
  torch::autograd::backward({log_prob}, {of_log_prob});
  impl.copy_weight_gradient(weight_gradient);
}

double TrainableFlow::negative_log_likelihood(const Matrix& z, std::span<double> weight_gradient) {
  Impl& impl = *impl_;
  const at::Tensor loss = -impl.log_prob(z).mean();
  impl.engine.weight_gradient.zero_();
  torch::autograd::backward({loss}, {at::ones_like(loss)});
  impl.copy_weight_gradient(weight_gradient);
  return loss.item<double>();
}

void TrainableFlow::set_weights(std::span<const double> weights) {
  copy_into(weights, impl_->engine.weights);
  impl_->state.weights.assign(weights.begin(), weights.end());
}

void TrainableFlow::set_affine(std::span<const double> mean, std::span<const double> std) {
  const auto n = static_cast<std::int64_t>(mean.size());
  Matrix factor(n, n);
  for (std::int64_t i = 0; i < n; ++i) factor(i, i) = std[static_cast<std::size_t>(i)];
  set_affine(mean, factor);
}

void TrainableFlow::set_affine(std::span<const double> mean, const Matrix& factor) {
  const FlowLayout layout = layout_of(impl_->spec);
  std::vector<double> weights = impl_->state.weights;
  const auto n = static_cast<std::int64_t>(mean.size());
  EPI_CHECK(factor.rows() == n && factor.cols() == n);
  double* mean_weights = weights.data() + weight_named(layout, Affine::kMean).offset;
  double* log_scale = weights.data() + weight_named(layout, Affine::kLogScale).offset;
  double* below = weights.data() + weight_named(layout, Affine::kBelowDiagonal).offset;
  for (std::int64_t i = 0; i < n; ++i) {
    mean_weights[i] = mean[static_cast<std::size_t>(i)];
    log_scale[i] = std::log(factor(i, i));
    for (std::int64_t j = 0; j < i; ++j) below[i * n + j] = factor(i, j);
  }
  set_weights(weights);
}

}  // namespace epi::flow
