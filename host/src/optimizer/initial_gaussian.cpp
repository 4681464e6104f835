#include "optimizer/initial_gaussian.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "optimizer/support_point.h"

namespace epi::optimizer {
namespace {

// Trapezoid rule for expectations over a standard normal: spacing 1/16 on [-8, 8], exact to rounding for
// smooth maps.
constexpr int kHalfNodes = 128;
constexpr double kNodeSpacing = 1.0 / 16.0;
constexpr int kMaxNewtonSteps = 100;
constexpr double kMomentTolerance = 1e-10;  // relative to the wanted std

struct Moments {
  double mean, std;
  double mean_by_m, mean_by_s, std_by_m, std_by_s;  // derivatives by m and s of u = m + s x
};
Moments moments_on_support(double m, double s, const flow::Support& support) {
  double total = 0.0, z1 = 0.0, z1_m = 0.0, z1_s = 0.0;
  for (int i = -kHalfNodes; i <= kHalfNodes; ++i) {
    const double x = i * kNodeSpacing;
    const double weight = std::exp(-0.5 * x * x);
    const SupportPoint p = map_to_support(m + s * x, support);
    total += weight;
    z1 += weight * p.z;
    z1_m += weight * p.slope;
    z1_s += weight * p.slope * x;
  }
  const double mean = z1 / total;
  double z2 = 0.0, z2_m = 0.0, z2_s = 0.0;
  for (int i = -kHalfNodes; i <= kHalfNodes; ++i) {
    const double x = i * kNodeSpacing;
    const double weight = std::exp(-0.5 * x * x);
    const SupportPoint p = map_to_support(m + s * x, support);
    z2 += weight * (p.z - mean) * (p.z - mean);
    z2_m += weight * (p.z - mean) * p.slope;
    z2_s += weight * (p.z - mean) * p.slope * x;
  }
  const double std = std::sqrt(z2 / total);
  return {mean, std, z1_m / total, z1_s / total, z2_m / total / std, z2_s / total / std};
}

struct Wanted {
  double mean, std;
};
Wanted wanted_moments(const config::Initialization& given, const std::string& name,
                      const flow::Support& support) {
  Wanted wanted{0.0, 1.0};
  if (support.has_lower() && support.has_upper()) {
    wanted = {0.5 * (support.lower + support.upper), 0.25 * (support.upper - support.lower)};
  } else if (support.has_lower()) {
    wanted = {support.lower + 1.0, 0.5};
  } else if (support.has_upper()) {
    wanted = {support.upper - 1.0, 0.5};
  }
  wanted.std = given.default_std.value_or(wanted.std);
  if (const auto mean = given.mean.find(name); mean != given.mean.end()) wanted.mean = mean->second;
  if (const auto std = given.std.find(name); std != given.std.end()) wanted.std = std->second;
  return wanted;
}

[[noreturn]] void refuse(const std::string& name, const Wanted& wanted, const flow::Support& support) {
  throw Error(
      ErrorKind::config,
      {.what = fmt::format("the flow cannot start with these moments of {}", name),
       .where = "initialization",
       .value = fmt::format("mean {}, std {}", wanted.mean, wanted.std),
       .rule = fmt::format("a unimodal distribution on [{}, {}] with this mean and std", support.lower,
                           support.upper),
       .next = "move the mean away from the edge or choose a smaller std (an interval allows at most about "
               "0.28 of its width at its middle)"});
}

// Newton's method on (m, log s) with halved steps while the error grows.
struct Line {
  double m, s;
};
Line match_one(const std::string& name, const Wanted& wanted, const flow::Support& support) {
  const bool inside = wanted.mean > support.lower && wanted.mean < support.upper && wanted.std > 0.0;
  if (!inside) refuse(name, wanted, support);
  double m = 0.0, log_s = 0.0;
  if (!support.has_lower() && !support.has_upper()) return {wanted.mean, wanted.std};
  const auto error_of = [&](const Moments& at) {
    return std::hypot(at.mean - wanted.mean, at.std - wanted.std) / wanted.std;
  };
  Moments at = moments_on_support(m, std::exp(log_s), support);
  for (int step = 0; step < kMaxNewtonSteps && error_of(at) > kMomentTolerance; ++step) {
    const double s = std::exp(log_s);
    const double a = at.mean_by_m, b = at.mean_by_s * s, c = at.std_by_m, d = at.std_by_s * s;
    const double determinant = a * d - b * c;
    const double r1 = wanted.mean - at.mean, r2 = wanted.std - at.std;
    double dm = (d * r1 - b * r2) / determinant, dlog = (a * r2 - c * r1) / determinant;
    const double longest =
        std::max({1.0, std::abs(dm) / 2.0, std::abs(dlog)});  // keeps the map's tails in reach
    dm /= longest;
    dlog /= longest;
    double share = 1.0;
    Moments next = moments_on_support(m + dm, std::exp(log_s + dlog), support);
    while (!(error_of(next) < error_of(at)) && share > 1e-6) {
      share *= 0.5;
      next = moments_on_support(m + share * dm, std::exp(log_s + share * dlog), support);
    }
    m += share * dm;
    log_s += share * dlog;
    at = next;
  }
  // Beyond 1 the image on an interval has two humps, beyond about 3 that on a half line is mostly tail: no
  // start.
  const double widest = support.has_lower() && support.has_upper() ? 1.0 + 1e-9 : 3.0;
  if (!(error_of(at) < 1e-6) || std::exp(log_s) > widest) refuse(name, wanted, support);
  return {m, std::exp(log_s)};
}

}  // namespace

InitialGaussian match_initial_gaussian(const config::Initialization& wanted,
                                       std::span<const std::string> names,
                                       std::span<const flow::Support> support) {
  InitialGaussian result;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Line line = match_one(names[i], wanted_moments(wanted, names[i], support[i]), support[i]);
    result.mean.push_back(line.m);
    result.std.push_back(line.s);
  }
  return result;
}

}  // namespace epi::optimizer
