#pragma once

#include <torch/optim/adam.h>

#include <memory>
#include <vector>

#include "flow/bijector.h"
#include "flow/flow_spec.h"
#include "flow/tensor_source.h"

namespace epi::bench {

/// A flow as a user of LibTorch would train it: the host's eager layers, every weight a tensor of its own,
/// noise from randn, and torch::optim::Adam.
class EagerFlow {
 public:
  EagerFlow(const flow::FlowSpec& spec, torch::ScalarType type);

  struct Drawn {
    torch::Tensor z;         ///< [batch, n_parameters]
    torch::Tensor log_prob;  ///< [batch]
  };
  Drawn draw(std::int64_t batch);
  /// One step down the gradient of a scalar.
  void descend(const torch::Tensor& loss);

 private:
  class Leaves : public flow::TensorSource {
   public:
    explicit Leaves(torch::ScalarType type) : type_(type) {}
    at::Tensor weight(const std::string& name, std::vector<long> shape, double initial_bound) override;
    at::Tensor moment(const std::string& name, std::vector<long> shape, double initial) override;
    std::vector<at::Tensor> weights;

   private:
    torch::ScalarType type_;
  };

  torch::ScalarType type_;
  std::int64_t columns_;
  Leaves leaves_;
  std::unique_ptr<flow::Bijector> bijector_;
  std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace epi::bench
