#include "cli/interruption.h"

#include <csignal>

namespace epi::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM};

// Written by the handler, so of the one type that the standard allows there.
volatile std::sig_atomic_t arrived = 0;
// The same for other threads, which may read no sig_atomic_t; a handler may write it because it has no lock.
std::atomic<bool> has_arrived = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void restore_default_actions() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (const int number : kSignals) {
    struct sigaction present {};
    if (::sigaction(number, nullptr, &present) == 0 && present.sa_handler != SIG_IGN)
      ::sigaction(number, &action, nullptr);
  }
}

/// Async-signal-safe: sets flags and calls sigaction.
extern "C" void note_signal(int number) {
  arrived = number;
  has_arrived = true;
  restore_default_actions();
}

}  // namespace

InterruptionGuard::InterruptionGuard() {
  arrived = 0;
  has_arrived = false;
  struct sigaction action {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  for (const int number : kSignals) {
    struct sigaction present {};
    if (::sigaction(number, nullptr, &present) == 0 && present.sa_handler != SIG_IGN)
      ::sigaction(number, &action, nullptr);
  }
}

InterruptionGuard::~InterruptionGuard() {
  restore_default_actions();
}

int InterruptionGuard::signal() noexcept {
  return arrived;
}
const std::atomic<bool>& InterruptionGuard::flag() noexcept {
  return has_arrived;
}

}  // namespace epi::cli
