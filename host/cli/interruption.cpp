#include "cli/interruption.h"

#include <csignal>

namespace epi::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM};

// Written by the handler, so of the one type that the standard allows there.
volatile std::sig_atomic_t arrived = 0;

void restore_default_actions() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (const int number : kSignals) {
    struct sigaction present {};
    if (::sigaction(number, nullptr, &present) == 0 && present.sa_handler != SIG_IGN)
      ::sigaction(number, &action, nullptr);
  }
}

/// Async-signal-safe: sets a flag and calls sigaction.
extern "C" void note_signal(int number) {
  arrived = number;
  restore_default_actions();
}

}  // namespace

InterruptionGuard::InterruptionGuard() {
  arrived = 0;
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

}  // namespace epi::cli
