#include "optimizer/initial_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "base/random.h"
#include "optimizer/noise_tag.h"
#include "optimizer/random_parameters.h"
#include "optimizer/search_window.h"

namespace epi::optimizer {
namespace {

// Parameters drawn and simulated at a time: bounds the memory and the wait for a stop.
constexpr std::int64_t kBatch = 10000;
constexpr std::int64_t kFindsPerUnknown = 5;

// What the search has found so far, and how often each statistic alone was near enough.
struct Finds {
  std::vector<double> z;  // row by row
  std::int64_t n = 0;
  std::vector<std::int64_t> n_within;  // one a window
  std::int64_t n_failed = 0;

  void add(const Matrix& drawn, const plugin::Simulated& simulated,
           const std::vector<SearchWindow>& windows) {
    for (std::int64_t i = 0; i < drawn.rows(); ++i) {
      if (simulated.status[static_cast<std::size_t>(i)] != plugin::RowStatus::ok) {
        ++n_failed;
        continue;
      }
      bool within_all = true;
      for (std::size_t k = 0; k < windows.size(); ++k) {
        const bool within = windows[k].holds(simulated.statistics(i, windows[k].column));
        n_within[k] += within ? 1 : 0;
        within_all = within_all && within;
      }
      if (!within_all) continue;
      ++n;
      z.insert(z.end(), drawn.row(i).begin(), drawn.row(i).end());
    }
  }
};

void require_enough(const Finds& finds, std::int64_t n_samples, std::int64_t needed,
                    const std::vector<SearchWindow>& windows) {
  const std::int64_t n = finds.n;
  if (n >= needed) return;
  std::string each;
  for (std::size_t k = 0; k < windows.size(); ++k)
    each += fmt::format("{}{} {} times", k > 0 ? ", " : "", windows[k].statistic, finds.n_within[k]);
  const std::string samples = n == 0 ? "raise initialization.search.samples"
                                     : fmt::format("raise initialization.search.samples to {:.1g} or more",
                                                   1.5 * static_cast<double>(n_samples) *
                                                       static_cast<double>(needed) / static_cast<double>(n));
  throw Error(ErrorKind::config,
              {.what = "the random search found too few parameters that show the property",
               .where = "initialization.search",
               .value = fmt::format("{} of {}; {} simulations failed; near enough alone: {}", n, n_samples,
                                    finds.n_failed, each),
               .rule = fmt::format("at least {}, five for every mean and scale", needed),
               .next = samples + ", or a tolerance in initialization.search.tolerance"});
}

}  // namespace

std::int64_t least_finds(std::size_t n_parameters) {
  return kFindsPerUnknown * (static_cast<std::int64_t>(n_parameters) + 1);
}

std::optional<SearchResult> search_initial(const TrainingProblem& problem, std::uint64_t seed,
                                           const std::function<bool()>& should_stop) {
  const std::vector<SearchWindow> windows = search_windows(problem);
  require_moments_of_unbounded_only(problem);
  const RandomParameters parameters(problem, seed);
  const std::int64_t n_samples = problem.config.initialization.search->samples;
  Finds finds;
  finds.n_within.assign(windows.size(), 0);
  for (std::int64_t first = 0; first < n_samples; first += kBatch) {
    if (should_stop()) return std::nullopt;
    const Matrix drawn =
        parameters.draw(static_cast<std::uint64_t>(first / kBatch), std::min(kBatch, n_samples - first));
    const plugin::Noise noise{derive_seed(seed, kSearchNoiseTag), static_cast<std::uint64_t>(first)};
    finds.add(drawn, problem.simulator.simulate(drawn, noise), windows);
  }
  require_enough(finds, n_samples, least_finds(problem.flow.names.size()), windows);
  Matrix z(std::move(finds.z), static_cast<std::int64_t>(problem.flow.names.size()));
  const std::vector<double> equal(static_cast<std::size_t>(z.rows()), 1.0 / static_cast<double>(z.rows()));
  CorrelatedGaussian gaussian = gaussian_of(z, equal, problem.flow.support);
  return SearchResult{std::move(gaussian), std::move(z)};
}

}  // namespace epi::optimizer
