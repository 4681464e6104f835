#include <cmath>
#include <utility>

#include "base/check.h"
#include "base/random.h"
#include "flow/affine.h"
#include "flow/flow.h"
#include "flow/training_engine.h"

namespace epi::flow {
namespace {

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
  Impl(const FlowSpec& of, FlowState initial, Arithmetic how)
      : spec(of),
        state(std::move(initial)),
        engine(how == Arithmetic::fused ? make_fused_engine(of, BatchNorm::Mode::training) : nullptr) {
    if (engine == nullptr) engine = make_eager_engine(of);
    engine->set_weights(state.weights);
  }

  FlowSpec spec;
  FlowState state;
  std::unique_ptr<TrainingEngine> engine;
  Draw draw;
  bool has_draw = false;  // that backward or score may consume
};

TrainableFlow::TrainableFlow(const FlowSpec& spec, std::uint64_t seed, Arithmetic how)
    : TrainableFlow(spec, initial_state(spec, seed), how) {}
TrainableFlow::TrainableFlow(const FlowSpec& spec, const FlowState& state, Arithmetic how)
    : impl_(std::make_unique<Impl>(spec, state, how)) {}
TrainableFlow::~TrainableFlow() = default;
TrainableFlow::TrainableFlow(TrainableFlow&&) noexcept = default;
TrainableFlow& TrainableFlow::operator=(TrainableFlow&&) noexcept = default;

const FlowSpec& TrainableFlow::spec() const {
  return impl_->spec;
}
const FlowState& TrainableFlow::state() const {
  return impl_->state;
}

const Draw& TrainableFlow::forward(const Matrix& base_sample) {
  EPI_CHECK(base_sample.cols() == static_cast<std::int64_t>(impl_->spec.support.size()));
  impl_->engine->forward(base_sample, impl_->state.moments, impl_->draw);
  impl_->has_draw = true;
  return impl_->draw;
}

void TrainableFlow::backward(const Matrix& z_gradient, std::span<const double> log_prob_gradient,
                             std::span<double> weight_gradient, EntropyGradient how) {
  EPI_CHECK(std::exchange(impl_->has_draw, false));
  EPI_CHECK(how == EntropyGradient::total || !impl_->spec.architecture.batch_norm);
  impl_->engine->backward(z_gradient, log_prob_gradient, how, weight_gradient);
}

void TrainableFlow::score(std::span<const double> log_prob_gradient, std::span<double> weight_gradient) {
  EPI_CHECK(std::exchange(impl_->has_draw, false));
  EPI_CHECK(config::fits_by_likelihood(impl_->spec.architecture));
  impl_->engine->score(log_prob_gradient, weight_gradient);
}

double TrainableFlow::negative_log_likelihood(const Matrix& z, std::span<double> weight_gradient) {
  EPI_CHECK(config::fits_by_likelihood(impl_->spec.architecture));
  impl_->has_draw = false;
  return impl_->engine->negative_log_likelihood(z, weight_gradient);
}

void TrainableFlow::set_weights(std::span<const double> weights) {
  impl_->engine->set_weights(weights);
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
  const bool correlated = n <= Affine::kMostCorrelated;
  double* below = correlated ? weights.data() + weight_named(layout, Affine::kBelowDiagonal).offset : nullptr;
  for (std::int64_t i = 0; i < n; ++i) {
    mean_weights[i] = mean[static_cast<std::size_t>(i)];
    double square = 0.0;  // the variance of the coordinate
    for (std::int64_t j = 0; j <= i; ++j) square += factor(i, j) * factor(i, j);
    log_scale[i] = std::log(correlated ? factor(i, i) : std::sqrt(square));
    for (std::int64_t j = 0; correlated && j < i; ++j) below[i * n + j] = factor(i, j);
  }
  set_weights(weights);
}

}  // namespace epi::flow
