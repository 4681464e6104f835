#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/matrix.h"
#include "flow/flow_spec.h"

namespace epi::flow {

/// Parameters drawn from q together with their density: never drawn first and inverted later, which loses
/// digits where the support map saturates.
struct Draw {
  Matrix z;                      ///< [n_samples, n_parameters], natural units, inside the support
  std::vector<double> log_prob;  ///< [n_samples], nats, density with respect to z in natural units
};

struct LogProbDerivatives {
  std::vector<double> log_prob;  ///< [n_samples]
  Matrix gradient;               ///< [n_samples, n_parameters], d log q / dz
  std::vector<Matrix> hessian;   ///< n_samples of [n_parameters, n_parameters]; empty if not asked for
};

/// How TrainableFlow::backward differentiates log q(z(weights); weights).
enum class EntropyGradient {
  total,  ///< by all dependence on the weights
  /// Through z alone, with the weights of the density held. What is left out, the score, has expectation
  /// zero, but its noise stays when q is already the answer; without it every sample's gradient then
  /// vanishes. Source: Roeder, Wu & Duvenaud, "Sticking the landing", NeurIPS 2017.
  path,
};

/// How TrainableFlow computes. `fused` is what training uses: kernels for whole layers with derivatives
/// written by hand. `eager` composes LibTorch's operations and lets it differentiate them: the readable
/// reference that the kernels are tested against, and what the benchmark compares with. Both take and give
/// the same numbers up to rounding.
enum class Arithmetic { fused, eager };

/// The density q(z) while it is being trained: base samples in, parameters and log-density out, gradients of
/// the weights back. Arithmetic in the architecture's precision, values exchanged as float64.
/// One object serves one thread at a time; results do not depend on the number of threads of the process.
class TrainableFlow {
 public:
  /// @param seed  fixes the initial weights; conditioners start as zero, so q starts as its affine layer.
  TrainableFlow(const FlowSpec& spec, std::uint64_t seed, Arithmetic how = Arithmetic::fused);
  TrainableFlow(const FlowSpec& spec, const FlowState& state, Arithmetic how = Arithmetic::fused);
  ~TrainableFlow();
  TrainableFlow(TrainableFlow&&) noexcept;
  TrainableFlow& operator=(TrainableFlow&&) noexcept;

  /// Pushes base samples [n_samples, n_parameters] through the flow and keeps what backward and score need.
  /// @return  valid until the next call of forward.
  const Draw& forward(const Matrix& base_sample);
  /// Gradient of sum_ij z_gradient_ij z_ij + sum_i log_prob_gradient_i log_prob_i with respect to the
  /// weights, for the samples of the last forward, which it consumes. With EntropyGradient::path an estimate
  /// of the same expectation, for log_prob_gradients that do not depend on the sample; not with batch
  /// normalisation.
  void backward(const Matrix& z_gradient, std::span<const double> log_prob_gradient,
                std::span<double> weight_gradient, EntropyGradient how = EntropyGradient::total);

  /// Gradient of sum_i log_prob_gradient_i log q(z_i) with respect to the weights, with the points z_i of the
  /// last forward, which it consumes, held: a weighted sum of scores. For architectures that
  /// config::fits_by_likelihood() accepts.
  void score(std::span<const double> log_prob_gradient, std::span<double> weight_gradient);

  /// Mean of -log q over given points, nats, and its gradient with respect to the weights: what a fit by
  /// maximum likelihood descends. For architectures that
  /// config::fits_by_likelihood() accepts.
  /// @param z  [n_points, n_parameters], inside the support.
  double negative_log_likelihood(const Matrix& z, std::span<double> weight_gradient);

  const FlowSpec& spec() const;
  const FlowState& state() const;
  /// Replaces the weights, e.g. after a step of the optimizer.   @param weights  as many as state().weights.
  void set_weights(std::span<const double> weights);
  /// Sets the affine layer so that q has this Gaussian before the support map (exact while conditioners are
  /// zero).
  /// @param mean, std  [n_parameters], of the unconstrained coordinate.
  void set_affine(std::span<const double> mean, std::span<const double> std);
  /// The same with correlations: u = factor x + mean. Of many parameters (affine.h) only the standard
  /// deviations.
  /// @param factor  [n_parameters, n_parameters], lower triangular with a positive diagonal.
  void set_affine(std::span<const double> mean, const Matrix& factor);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A finished density q(z): float64, batch normalisation by its running moments. The density does not change;
/// one object serves one thread at a time.
class FrozenFlow {
 public:
  /// @throws Error(io) if the state does not fit the architecture.
  FrozenFlow(const FlowSpec& spec, const FlowState& state);
  ~FrozenFlow();
  FrozenFlow(FrozenFlow&&) noexcept;
  FrozenFlow& operator=(FrozenFlow&&) noexcept;

  const FlowSpec& spec() const;
  const FlowState& state() const;

  Draw sample_and_log_prob(const Matrix& base_sample) const;
  /// log q of given points; -infinity outside the support.
  std::vector<double> log_prob(const Matrix& z) const;
  /// log q with derivatives by z at points in the interior of the support.
  LogProbDerivatives log_prob_derivatives(const Matrix& z, bool with_hessian) const;
  /// The base samples that forward would turn into z (the interior of the support).
  Matrix base_of(const Matrix& z) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Names, shapes, places and starting values of all tensors of an architecture, in the order of FlowState.
struct FlowLayout {
  std::vector<TensorEntry> weights, moments;
  std::int64_t n_weights = 0, n_moments = 0;  ///< elements
  std::vector<double> initial_bounds;         ///< [n_weights]: weights start uniform on (-bound, bound)
  std::vector<double> initial_moments;        ///< [n_moments]
};
FlowLayout layout_of(const FlowSpec& spec);

}  // namespace epi::flow
