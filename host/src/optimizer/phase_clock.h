#pragma once

#include <chrono>

#include "optimizer/records.h"

namespace epi::optimizer {

/// Deals out the time since it was made to the phases of a seed: every lap ends where the next one begins, so
/// that nothing is left out.
class PhaseClock {
 public:
  /// The time since the last lap goes to `phase`.
  void lap(double PhaseSeconds::*phase, PhaseSeconds& to) {
    const Clock::time_point now = Clock::now();
    to.*phase += std::chrono::duration<double>(now - last_).count();
    last_ = now;
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point last_ = Clock::now();
};

}  // namespace epi::optimizer
