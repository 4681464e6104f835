#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/check.h"
#include "flow/base_distribution.h"
#include "flow/flow_engine.h"
#include "flow/training_engine.h"

namespace epi::flow {
namespace {

at::ScalarType training_dtype(const FlowSpec& spec) {
  return spec.architecture.precision == "float64" ? at::kDouble : at::kFloat;
}

class EagerEngine : public TrainingEngine {
 public:
  explicit EagerEngine(const FlowSpec& spec)
      : spec_(spec), engine_(spec, training_dtype(spec), BatchNorm::Mode::training, /*with_gradient=*/true) {}

  void set_weights(std::span<const double> weights) override { copy_into(weights, engine_.weights); }

  void forward(const Matrix& base_sample, std::span<double> moments, Draw& draw) override {
    copy_into(moments, engine_.moments);
    last_ = engine_.sample(to_tensor(base_sample, engine_.weights.scalar_type()));
    std::ranges::copy(to_vector(engine_.moments), moments.begin());
    draw = to_draw(*last_, spec_.support);
  }

  void backward(const Matrix& z_gradient, std::span<const double> log_prob_gradient, EntropyGradient how,
                std::span<double> weight_gradient) override {
    EPI_CHECK(last_.has_value());
    const FlowEngine::Sampled sampled = *std::exchange(last_, std::nullopt);
    at::Tensor of_z = to_tensor(z_gradient, sampled.z.scalar_type());
    const at::Tensor of_log_prob = at::empty_like(sampled.log_prob);
    copy_into(log_prob_gradient, of_log_prob);
    engine_.weight_gradient.zero_();
    if (how == EntropyGradient::path) {
      of_z += of_log_prob.unsqueeze(1) * log_prob_slope(sampled.z);
      torch::autograd::backward({sampled.z}, {of_z});
    } else {
      torch::autograd::backward({sampled.z, sampled.log_prob}, {of_z, of_log_prob});
    }
    copy_weight_gradient(weight_gradient);
  }

  void score(std::span<const double> log_prob_gradient, std::span<double> weight_gradient) override {
    EPI_CHECK(last_.has_value());
    const at::Tensor log_prob_of_held = log_prob(std::exchange(last_, std::nullopt)->z.detach());
    const at::Tensor of_log_prob = at::empty_like(log_prob_of_held);
    copy_into(log_prob_gradient, of_log_prob);
    engine_.weight_gradient.zero_();
    torch::autograd::backward({log_prob_of_held}, {of_log_prob});
    copy_weight_gradient(weight_gradient);
  }

  void log_prob(const Matrix& z, std::vector<double>& out) override {
    const at::NoGradGuard no_grad;
    out = to_vector(log_prob(to_tensor(z, engine_.weights.scalar_type())));
  }

  double negative_log_likelihood(const Matrix& z, std::span<double> weight_gradient) override {
    const at::Tensor loss = -log_prob(to_tensor(z, engine_.weights.scalar_type())).mean();
    engine_.weight_gradient.zero_();
    torch::autograd::backward({loss}, {at::ones_like(loss)});
    copy_weight_gradient(weight_gradient);
    return loss.item<double>();
  }

 private:
  // log q at points, differentiable by the weights.  [n_samples]
  at::Tensor log_prob(const at::Tensor& z) {
    const Mapped back = engine_.bijector->inverse(z);
    return base_log_prob(back.value) + back.log_det;
  }

  // d log q / dz at points z, with the weights held.  [n_samples, n_parameters]
  at::Tensor log_prob_slope(const at::Tensor& z) {
    const at::Tensor points = z.detach().requires_grad_(true);
    return torch::autograd::grad({log_prob(points).sum()}, {points})[0];
  }

  void copy_weight_gradient(std::span<double> out) const {
    const std::vector<double> gradient = to_vector(engine_.weight_gradient);
    EPI_CHECK(gradient.size() == out.size());
    std::ranges::copy(gradient, out.begin());
  }

  FlowSpec spec_;
  FlowEngine engine_;
  std::optional<FlowEngine::Sampled> last_;
};

}  // namespace

std::unique_ptr<TrainingEngine> make_eager_engine(const FlowSpec& spec) {
  return std::make_unique<EagerEngine>(spec);
}

}  // namespace epi::flow
