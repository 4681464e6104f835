#pragma once

#include <memory>
#include <span>
#include <vector>

#include "flow/batch_norm.h"
#include "flow/flow.h"

namespace epi::flow {

/// The arithmetic behind TrainableFlow; see there for what each call means.
class TrainingEngine {
 public:
  virtual ~TrainingEngine() = default;
  virtual void set_weights(std::span<const double> weights) = 0;
  /// @param moments  running moments of batch normalisation, brought up to date.
  virtual void forward(const Matrix& base_sample, std::span<double> moments, Draw& draw) = 0;
  virtual void backward(const Matrix& z_gradient, std::span<const double> log_prob_gradient,
                        EntropyGradient how, std::span<double> weight_gradient) = 0;
  virtual void score(std::span<const double> log_prob_gradient, std::span<double> weight_gradient) = 0;
  /// log q at given points in the support; not with batch normalisation, not with planar layers.
  virtual void log_prob(const Matrix& z, std::vector<double>& out) = 0;
  virtual double negative_log_likelihood(const Matrix& z, std::span<double> weight_gradient) = 0;
};

/// The composition of bijectors, differentiated by LibTorch: the reference.
std::unique_ptr<TrainingEngine> make_eager_engine(const FlowSpec& spec);
/// The same by fused kernels with derivatives written by hand; null if a layer of the architecture has none.
/// A frozen one normalises by the running moments and has no gradients then.
std::unique_ptr<TrainingEngine> make_fused_engine(const FlowSpec& spec, BatchNorm::Mode mode);

}  // namespace epi::flow
