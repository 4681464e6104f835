#pragma once

#include <array>

#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Moments over trials of what a model measures at the end of each trial, one set a task condition.
/// @tparam Outcome  the model's Outcome<Real>: each number holds the moment of that number.
template <class Outcome, int Conditions>
struct TrialMoments {
  std::array<Outcome, Conditions> mean;
  std::array<Outcome, Conditions> mean_square;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
