#include "optimizer/adam.h"

#include <cmath>

#include "base/check.h"

namespace epi::optimizer {
namespace {

constexpr double kBeta1 = 0.9;
constexpr double kBeta2 = 0.999;
constexpr double kEpsilon = 1e-8;

}  // namespace

void Adam::step(std::span<const double> gradient, double learning_rate, std::span<double> weights) {
  EPI_CHECK(gradient.size() == first_moment_.size() && weights.size() == first_moment_.size());
  decay1_ *= kBeta1;
  decay2_ *= kBeta2;
  const double step = learning_rate / (1.0 - decay1_);
  const double inverse_root_correction = 1.0 / std::sqrt(1.0 - decay2_);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double g = gradient[i];
    first_moment_[i] = kBeta1 * first_moment_[i] + (1.0 - kBeta1) * g;
    second_moment_[i] = kBeta2 * second_moment_[i] + (1.0 - kBeta2) * g * g;
    weights[i] -=
        step * first_moment_[i] / (std::sqrt(second_moment_[i]) * inverse_root_correction + kEpsilon);
  }
}

}  // namespace epi::optimizer
