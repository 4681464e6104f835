#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "epi/host/run.h"

namespace epi::cli {

/// Share of the work that is finished, in [0, 1].
double finished_share(const host::Progress& progress);

/// "37 %, 3 min 20 s left, seed 2/3, epoch 4/12, H = 6.91, ...": finished work, the most important first.
std::string progress_text(const host::Progress& progress);

/// Shows progress on stderr: one redrawn line on a terminal, else a line every few seconds, the first at
/// once.
class ProgressDisplay {
 public:
  enum class Form { none, bar, lines };
  explicit ProgressDisplay(Form form) : form_(form) {}
  ~ProgressDisplay() { clear(); }
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void show(const host::Progress& progress);
  /// Wipes the redrawn line, so that other text can be written.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  Form form_;
  bool is_drawn_ = false;
  std::optional<Clock::time_point> last_shown_;
};

}  // namespace epi::cli
