#include "optimizer/initial_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "base/cholesky.h"
#include "base/error.h"
#include "base/random.h"
#include "optimizer/initial_gaussian.h"
#include "optimizer/search_window.h"
#include "optimizer/support_point.h"

namespace epi::optimizer {
namespace {

// Parameters drawn and simulated at a time: bounds the memory and the wait for a stop.
constexpr std::int64_t kBatch = 10000;
// Noise of the search, apart from those of training, evaluation and result (trainer.cpp, result_writer.cpp).
constexpr std::uint64_t kSearchNoiseTag = 4;
constexpr std::int64_t kFindsPerUnknown = 5;

bool is_interval(const flow::Support& support) {
  return support.has_lower() && support.has_upper();
}

void refuse_moments_of_intervals(const TrainingProblem& problem) {
  const config::Initialization& given = problem.config.initialization;
  for (std::size_t j = 0; j < problem.flow.names.size(); ++j) {
    const std::string& name = problem.flow.names[j];
    if (!is_interval(problem.flow.support[j])) continue;
    for (const auto& [key, table] : {std::pair("mean", &given.mean), std::pair("std", &given.std)}) {
      if (!table->contains(name)) continue;
      throw Error(
          ErrorKind::config,
          {.what = "the search draws " + name + " uniformly from its support, whatever its " + key,
           .where = fmt::format("initialization.{}.{}", key, name),
           .value = fmt::format("{}", table->at(name)),
           .rule = "with initialization.search only parameters without two bounds have a mean and a std",
           .next = "remove it, or initialization.search"});
    }
  }
}

// The Gaussian of u that parameters are drawn from: a standard one for intervals, which the support map makes
// uniform.
InitialGaussian search_gaussian(const TrainingProblem& problem) {
  std::vector<flow::Support> support = problem.flow.support;
  for (flow::Support& s : support)
    if (is_interval(s)) s = flow::Support{};
  return match_initial_gaussian(problem.config.initialization, problem.flow.names, support);
}

struct Drawn {
  Matrix u, z;  // [n, n_parameters]: unconstrained coordinate, natural units
};

class RandomParameters {
 public:
  RandomParameters(const TrainingProblem& problem, std::uint64_t seed)
      : support_(problem.flow.support),
        gaussian_(search_gaussian(problem)),
        random_(seed, RandomStream::initial_search) {}

  Drawn draw(std::uint64_t position, std::int64_t n) const {
    const auto columns = static_cast<std::int64_t>(support_.size());
    Drawn drawn{Matrix(n, columns), Matrix(n, columns)};
    random_.uniform(position, drawn.u.values());
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < columns; ++j) {
        drawn.u(i, j) = coordinate_of(drawn.u(i, j), static_cast<std::size_t>(j));
        drawn.z(i, j) = map_to_support(drawn.u(i, j), support_[static_cast<std::size_t>(j)]).z;
      }
    }
    return drawn;
  }

 private:
  // u of a uniform draw p on (0, 1): the quantile of the parameter's distribution.
  double coordinate_of(double p, std::size_t j) const {
    return gaussian_.mean[j] + gaussian_.std[j] * boost::math::quantile(boost::math::normal(), p);
  }

  const std::vector<flow::Support>& support_;
  InitialGaussian gaussian_;
  Random random_;
};

// What the search has found so far, and how often each statistic alone was near enough.
struct Finds {
  std::vector<std::vector<double>> u;
  std::vector<std::int64_t> n_within;  // one a window
  std::int64_t n_failed = 0;

  void add(const Drawn& drawn, const plugin::Simulated& simulated, const std::vector<SearchWindow>& windows) {
    for (std::int64_t i = 0; i < drawn.u.rows(); ++i) {
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
      if (within_all) u.emplace_back(drawn.u.row(i).begin(), drawn.u.row(i).end());
    }
  }
};

void require_enough(const Finds& finds, std::int64_t n_samples, std::int64_t needed,
                    const std::vector<SearchWindow>& windows) {
  const auto n = static_cast<std::int64_t>(finds.u.size());
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

std::vector<double> mean_of(const std::vector<std::vector<double>>& rows) {
  std::vector<double> mean(rows.front().size(), 0.0);
  for (const auto& row : rows)
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += row[j] / static_cast<double>(rows.size());
  return mean;
}

Matrix shrunk_covariance(const std::vector<std::vector<double>>& rows, const std::vector<double>& mean) {
  const std::size_t d = mean.size();
  const auto n = static_cast<double>(rows.size());
  Matrix covariance(static_cast<std::int64_t>(d), static_cast<std::int64_t>(d));
  const double kept = 1.0 - static_cast<double>(d + 1) / n;
  for (std::size_t j = 0; j < d; ++j) {
    for (std::size_t k = 0; k <= j; ++k) {
      double sum = 0.0;
      for (const auto& row : rows) sum += (row[j] - mean[j]) * (row[k] - mean[k]);
      const double value = sum / (n - 1.0) * (j == k ? 1.0 : kept);
      covariance(static_cast<std::int64_t>(j), static_cast<std::int64_t>(k)) = value;
    }
  }
  return covariance;
}

Matrix on_support(const std::vector<std::vector<double>>& u, const std::vector<flow::Support>& support) {
  Matrix z(static_cast<std::int64_t>(u.size()), static_cast<std::int64_t>(support.size()));
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    for (std::int64_t j = 0; j < z.cols(); ++j) {
      const auto column = static_cast<std::size_t>(j);
      z(i, j) = map_to_support(u[static_cast<std::size_t>(i)][column], support[column]).z;
    }
  }
  return z;
}

}  // namespace

std::int64_t least_finds(std::size_t n_parameters) {
  return kFindsPerUnknown * (static_cast<std::int64_t>(n_parameters) + 1);
}

std::optional<SearchResult> search_initial(const TrainingProblem& problem, std::uint64_t seed,
                                           const std::function<bool()>& should_stop) {
  refuse_moments_of_intervals(problem);
  const std::vector<SearchWindow> windows = search_windows(problem);
  const RandomParameters parameters(problem, seed);
  const std::int64_t n_samples = problem.config.initialization.search->samples;
  Finds finds{{}, std::vector<std::int64_t>(windows.size(), 0)};
  for (std::int64_t first = 0; first < n_samples; first += kBatch) {
    if (should_stop()) return std::nullopt;
    const Drawn drawn =
        parameters.draw(static_cast<std::uint64_t>(first / kBatch), std::min(kBatch, n_samples - first));
    const plugin::Noise noise{derive_seed(seed, kSearchNoiseTag), static_cast<std::uint64_t>(first)};
    finds.add(drawn, problem.simulator.simulate(drawn.z, noise), windows);
  }
  require_enough(finds, n_samples, least_finds(problem.flow.names.size()), windows);
  std::vector<double> mean = mean_of(finds.u);
  // Shrunk covariances of distinct rows are positive definite.
  Matrix factor = cholesky(shrunk_covariance(finds.u, mean));
  return SearchResult{{std::move(mean), std::move(factor)}, on_support(finds.u, problem.flow.support)};
}

}  // namespace epi::optimizer
