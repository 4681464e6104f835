#include "eager/flow_step.h"

#include "flow/base_distribution.h"
#include "flow/flow_factory.h"

namespace epi::bench {

at::Tensor EagerFlow::Leaves::weight(const std::string& /*name*/, std::vector<long> shape,
                                     double initial_bound) {
  // A bound of 0 would leave the couplings the identity; a small one costs the same and is no special case.
  const double bound = initial_bound > 0.0 ? initial_bound : 0.05;
  weights.push_back(torch::empty(shape, type_).uniform_(-bound, bound).requires_grad_(true));
  return weights.back();
}

at::Tensor EagerFlow::Leaves::moment(const std::string& /*name*/, std::vector<long> shape, double initial) {
  return torch::full(shape, initial, type_);
}

EagerFlow::EagerFlow(const flow::FlowSpec& spec, torch::ScalarType type)
    : type_(type),
      columns_(static_cast<std::int64_t>(spec.support.size())),
      leaves_(type),
      bijector_(flow::build_bijector(spec, leaves_, flow::BatchNorm::Mode::training)),
      adam_(std::make_unique<torch::optim::Adam>(leaves_.weights, torch::optim::AdamOptions(1e-4))) {}

EagerFlow::Drawn EagerFlow::draw(std::int64_t batch) {
  const at::Tensor base = torch::randn({batch, columns_}, type_);
  const flow::Mapped mapped = bijector_->forward(base);
  return {mapped.value, flow::base_log_prob(base) - mapped.log_det};
}

void EagerFlow::descend(const torch::Tensor& loss) {
  adam_->zero_grad();
  loss.backward();
  adam_->step();
}

}  // namespace epi::bench
