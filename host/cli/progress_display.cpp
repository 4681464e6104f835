#include "cli/progress_display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "cli/number_text.h"
#include "cli/output.h"

namespace epi::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kBetweenBars = 100ms;
constexpr auto kBetweenLines = 5s;
constexpr int kStderr = 2;

/// The bar takes an eighth of the line, for the words say more.
std::string bar_text(double share, std::size_t line_width) {
  const std::size_t width = line_width / 8;
  const auto n_full = static_cast<std::size_t>(share * static_cast<double>(width));
  return "[" + std::string(n_full, '#') + std::string(width - n_full, '.') + "]";
}

}  // namespace

double finished_share(const host::Progress& progress) {
  const double per_epoch = std::max(1, progress.n_iterations);
  const double per_seed = std::max(1, progress.n_epochs) * per_epoch;
  const double total = std::max(1, progress.n_seeds) * per_seed;
  const double finished =
      progress.seed_index * per_seed + std::max(0, progress.epoch - 1) * per_epoch + progress.iteration;
  return std::clamp(finished / total, 0.0, 1.0);
}

std::string progress_text(const host::Progress& progress) {
  std::string text = fmt::format("{:3.0f} %", std::floor(100.0 * finished_share(progress)));
  if (std::isfinite(progress.seconds_left) && progress.seconds_left > 0)
    text += ", " + duration_text(progress.seconds_left) + " left";
  text += fmt::format(", seed {}/{}, epoch {}/{}, H = {:.3f}", progress.seed_index + 1, progress.n_seeds,
                      progress.epoch, progress.n_epochs, progress.entropy);
  if (!progress.worst_constraint.empty())
    text += fmt::format(", {} at {:.{}f} tolerances", progress.worst_constraint, progress.worst_in_tolerances,
                        progress.worst_in_tolerances < 10 ? 1 : 0);
  text += fmt::format(", iteration {}/{}", progress.iteration, progress.n_iterations);
  if (progress.failed_share > 0) text += fmt::format(", {:.2g} % failed", 100.0 * progress.failed_share);
  if (progress.simulations_per_second > 0)
    text += ", " + count_text(progress.simulations_per_second) + " simulations/s";
  return text;
}

void ProgressDisplay::show(const host::Progress& progress) {
  if (form_ == Form::none) return;
  const auto now = Clock::now();
  const Clock::duration pause =
      form_ == Form::bar ? Clock::duration(kBetweenBars) : Clock::duration(kBetweenLines);
  if (last_shown_ && now - *last_shown_ < pause) return;
  last_shown_ = now;
  std::string text = progress_text(progress);
  if (form_ == Form::lines) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return;
  }
  // One column stays free: a cursor behind the last one would break the line.
  const auto width = static_cast<std::size_t>(std::max(2, terminal_width(kStderr))) - 1;
  text = bar_text(finished_share(progress), width) + " " + text;
  text.resize(std::min(text.size(), width));
  std::fprintf(stderr, "\r%s\033[K", text.c_str());
  std::fflush(stderr);
  is_drawn_ = true;
}

void ProgressDisplay::clear() {
  if (is_drawn_) std::fputs("\r\033[K", stderr);
  is_drawn_ = false;
}

}  // namespace epi::cli
