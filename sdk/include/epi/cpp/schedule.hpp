#pragma once

#include <cmath>
#include <vector>

#include "failure.hpp"
#include "step_trace.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

namespace detail {

template <class M, class = void>
struct InputTakesCondition : std::false_type {};
template <class M>
struct InputTakesCondition<M, std::void_t<decltype(std::declval<const M&>().input(0.0, 0))>>
    : std::true_type {};

}  // namespace detail

/// What the steps of a run need besides state, parameters and noise: the constants, the time step, and the
/// inputs of all stages, which depend on time and condition alone. R: the pack.
template <class M, class R>
class Schedule {
 public:
  using Layout = StepLayout<M>;
  using Scalar = typename R::Scalar;
  using Circumstances = typename StepProgram<M, R>::Circumstances;

  /// @throws Failure(EPI_E_SETTINGS) if the model's time grid is impossible.
  explicit Schedule(const M& model, int condition = 0)
      : model_(model), grid_(model.grid()), condition_(condition) {
    if (!(grid_.dt > 0.0) || !std::isfinite(grid_.dt) || grid_.steps < 1) {
      throw Failure(EPI_E_SETTINGS,
                    "the time grid needs dt > 0 and steps >= 1, not dt = " + std::to_string(grid_.dt) +
                        ", steps = " + std::to_string(grid_.steps));
    }
    double uniform[Layout::kUniform];
    if constexpr (Layout::kConstants > 0) write_leaves(model_.constants(), uniform);
    uniform[Layout::kConstants] = grid_.dt;
    uniform[Layout::kConstants + 1] = std::sqrt(grid_.dt);
    for (std::size_t i = 0; i < uniform_.size(); ++i) uniform_[i] = static_cast<Scalar>(uniform[i]);
    cover(grid_.steps);
  }

  const TimeGrid& grid() const { return grid_; }

  /// Prepares the inputs of at least `steps` steps.
  void cover(std::int64_t steps) {
    if constexpr (Layout::kInputs > 0) {
      constexpr int per_stage = Layout::kInputs / Layout::kStages;
      const std::size_t known = inputs_.size() / Layout::kInputs;
      if (known >= static_cast<std::size_t>(steps)) return;
      inputs_.resize(static_cast<std::size_t>(steps) * Layout::kInputs);
      for (std::size_t k = known; k < static_cast<std::size_t>(steps); ++k) {
        Scalar* at = inputs_.data() + k * Layout::kInputs;
        for (const double stage : M::Integrator::kStageTimes) {
          double input[per_stage];
          write_leaves(input_at((static_cast<double>(k) + stage) * grid_.dt), input);
          for (const double value : input) *at++ = static_cast<Scalar>(value);
        }
      }
    }
  }

  /// Step k with its `noise` [kNoise].
  Circumstances at(std::int64_t k, const R* noise) const {
    return {uniform_.data(), inputs_.data() + k * Layout::kInputs, noise};
  }

 private:
  auto input_at(double t) const {
    if constexpr (detail::InputTakesCondition<M>::value) {
      return model_.input(t, condition_);
    } else {
      return model_.input(t);
    }
  }

  const M& model_;
  TimeGrid grid_;
  int condition_;
  std::array<Scalar, Layout::kUniform> uniform_{};
  std::vector<Scalar> inputs_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
