#pragma once

#include <atomic>

namespace epi::cli {

/// While one lives, the first SIGINT or SIGTERM is noted instead of ending the program; the second one ends
/// it at once. A signal that the program was started to ignore stays ignored.
class InterruptionGuard {
 public:
  InterruptionGuard();
  ~InterruptionGuard();
  InterruptionGuard(const InterruptionGuard&) = delete;
  InterruptionGuard& operator=(const InterruptionGuard&) = delete;

  /// The signal that arrived, or 0.
  static int signal() noexcept;
  /// True once a signal has arrived; for other threads, and for as long as the program lives.
  static const std::atomic<bool>& flag() noexcept;
};

}  // namespace epi::cli
