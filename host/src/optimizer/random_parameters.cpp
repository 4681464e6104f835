#include "optimizer/random_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "optimizer/support_point.h"

namespace epi::optimizer {
namespace {

bool is_interval(const flow::Support& support) {
  return support.has_lower() && support.has_upper();
}

// The Gaussian of u that parameters are drawn from: a standard one for intervals, which the support map makes
// uniform.
InitialGaussian search_gaussian(const TrainingProblem& problem) {
  InitialGaussian gaussian =
      match_initial_gaussian(problem.config.initialization, problem.flow.names, problem.flow.support);
  for (std::size_t j = 0; j < problem.flow.support.size(); ++j) {
    if (!is_interval(problem.flow.support[j])) continue;
    gaussian.mean[j] = 0.0;
    gaussian.std[j] = 1.0;
  }
  return gaussian;
}

// log of the density of z = map(m + s x), x standard normal.
double log_density_of(double z, double m, double s, const flow::Support& support) {
  if (is_interval(support)) return -std::log(support.upper - support.lower);
  const double u = coordinate_of(z, support);
  const double x = (u - m) / s;
  return -0.5 * (x * x + std::log(2.0 * std::numbers::pi)) - std::log(s * map_to_support(u, support).slope);
}

// The derivative of log_density_of by z.
double log_density_slope_of(double z, double m, double s, const flow::Support& support) {
  if (is_interval(support)) return 0.0;
  const double u = coordinate_of(z, support);
  const SupportPoint point = map_to_support(u, support);
  return (-(u - m) / (s * s) - point.log_bend) / point.slope;
}

}  // namespace

void require_moments_of_unbounded_only(const TrainingProblem& problem) {
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

RandomParameters::RandomParameters(const TrainingProblem& problem, std::uint64_t seed)
    : support_(problem.flow.support), random_(seed, RandomStream::initial_search) {
  gaussian_ = search_gaussian(problem);
}

Matrix RandomParameters::draw(std::uint64_t position, std::int64_t n) const {
  Matrix z(n, static_cast<std::int64_t>(support_.size()));
  random_.uniform(position, z.values());
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < z.cols(); ++j) {
      const auto column = static_cast<std::size_t>(j);
      const double x = boost::math::quantile(boost::math::normal(), z(i, j));
      z(i, j) = map_to_support(gaussian_.mean[column] + gaussian_.std[column] * x, support_[column]).z;
    }
  }
  return z;
}

std::vector<double> RandomParameters::log_density(const Matrix& z) const {
  std::vector<double> result(static_cast<std::size_t>(z.rows()), 0.0);
  for (std::int64_t i = 0; i < z.rows(); ++i)
    for (std::int64_t j = 0; j < z.cols(); ++j) {
      const auto column = static_cast<std::size_t>(j);
      result[static_cast<std::size_t>(i)] +=
          log_density_of(z(i, j), gaussian_.mean[column], gaussian_.std[column], support_[column]);
    }
  return result;
}

Matrix RandomParameters::log_density_slope(const Matrix& z) const {
  Matrix result(z.rows(), z.cols());
  for (std::int64_t i = 0; i < z.rows(); ++i)
    for (std::int64_t j = 0; j < z.cols(); ++j) {
      const auto column = static_cast<std::size_t>(j);
      result(i, j) =
          log_density_slope_of(z(i, j), gaussian_.mean[column], gaussian_.std[column], support_[column]);
    }
  return result;
}

std::optional<RandomParameters> entropy_reference(const TrainingProblem& problem, std::uint64_t seed) {
  const std::optional<config::Search>& search = problem.config.initialization.search;
  if (!search || search->select != "importance" || std::ranges::all_of(problem.flow.support, is_interval))
    return std::nullopt;
  return std::optional<RandomParameters>(std::in_place, problem, seed);
}

}  // namespace epi::optimizer
