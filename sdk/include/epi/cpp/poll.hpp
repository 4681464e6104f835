#pragma once

#include <chrono>
#include <cstdint>

#include "failure.hpp"
#include "level.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// Asks the host about once a millisecond whether to go on, whatever the pace of the calls to `check`.
class Poll {
 public:
  Poll(std::int32_t (*should_stop)(void*), void* context) : should_stop_(should_stop), context_(context) {}

  /// @throws Failure(EPI_E_CANCELLED) if the host wants to stop.
  void check() {
    if (++count_ < period_) return;
    ask();
  }

 private:
  void ask() {
    using std::chrono::microseconds;
    count_ = 0;
    if (!should_stop_) return;
    if (should_stop_(context_) != 0) throw Failure(EPI_E_CANCELLED, "stopped by the host");
    const auto now = std::chrono::steady_clock::now();
    const auto elapsed = now - last_;
    last_ = now;
    if (elapsed < microseconds(500) && period_ < kLongestPeriod) period_ *= 2;
    if (elapsed > microseconds(2000) && period_ > 1) period_ /= 2;
  }

  static constexpr int kLongestPeriod = 4096;
  std::int32_t (*should_stop_)(void*);
  void* context_;
  int count_ = 0;
  int period_ = 1;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
