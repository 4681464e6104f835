#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/matrix.h"
#include "base/random.h"
#include "optimizer/initial_gaussian.h"
#include "optimizer/training_problem.h"

namespace epi::optimizer {

/// Parameters drawn without regard to what they do: bounded parameters are uniform on their support, others
/// have the Gaussian that initialization describes.
class RandomParameters {
 public:
  /// @param seed  fixes the draws.
  RandomParameters(const TrainingProblem& problem, std::uint64_t seed);

  /// Parameters that depend on `position` alone, [n, n_parameters], natural units.
  Matrix draw(std::uint64_t position, std::int64_t n) const;
  /// log of their density at z, natural units, nats.   @param z  [n, n_parameters], inside the support.
  std::vector<double> log_density(const Matrix& z) const;
  /// Its derivative by every parameter, [n, n_parameters], nats per natural unit.
  Matrix log_density_slope(const Matrix& z) const;

 private:
  const std::vector<flow::Support>& support_;
  InitialGaussian gaussian_;
  Random random_;
};

/// @throws Error(config) if the user gave a mean or std of a bounded parameter, which a search would not
/// heed.
void require_moments_of_unbounded_only(const TrainingProblem& problem);

/// What the entropy is relative to after rounds of importance sampling, which weigh by it too: the random
/// parameters if one of them has no bound, where the largest entropy may be infinite; nothing otherwise.
std::optional<RandomParameters> entropy_reference(const TrainingProblem& problem, std::uint64_t seed);

}  // namespace epi::optimizer
