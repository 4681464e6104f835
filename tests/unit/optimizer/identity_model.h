#pragma once

#include <limits>
#include <utility>

#include "plugin/simulator.h"

namespace epi::optimizer {

/// A model whose statistics are its parameters: the maximum-entropy answer to a mean and a std is a Gaussian.
class Identity : public plugin::Simulator {
 public:
  /// @param fails_above  rows whose first parameter is greater have failed.
  /// @param calls_to_stop  which simulation, counted from 1, is interrupted; 0: none.
  explicit Identity(double fails_above = std::numeric_limits<double>::infinity(), int calls_to_stop = 0)
      : fails_above_(fails_above), calls_to_stop_(calls_to_stop) {}

  plugin::Simulated simulate(const Matrix& z, plugin::Noise /*noise*/) override {
    if (calls_to_stop_ > 0 && --calls_to_stop_ == 0) throw plugin::Interrupted();
    plugin::Simulated result{
        z, std::vector<plugin::RowStatus>(static_cast<std::size_t>(z.rows()), plugin::RowStatus::ok)};
    for (std::int64_t i = 0; i < z.rows(); ++i) {
      if (z(i, 0) <= fails_above_) continue;
      result.status[static_cast<std::size_t>(i)] = plugin::RowStatus::diverged;
      for (double& s : result.statistics.row(i)) s = std::numeric_limits<double>::quiet_NaN();
    }
    return result;
  }
  plugin::SimulatedGradient simulate_with_gradient(const Matrix& z, plugin::Noise noise,
                                                   const plugin::CotangentFunction& cotangent) override {
    plugin::Simulated simulated = simulate(z, noise);
    Matrix gradient = cotangent(simulated);
    return {std::move(simulated), std::move(gradient)};
  }

 private:
  double fails_above_;
  int calls_to_stop_;
};

}  // namespace epi::optimizer
