#include "optimizer/support_point.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numbers>

namespace epi::optimizer {
namespace {

// Of an interval below z: nearer to an edge by rounding alone.
constexpr double kLeastShare = 1e-16;

double softplus(double u) {
  return u > 0.0 ? u + std::log1p(std::exp(-u)) : std::log1p(std::exp(u));
}
// log(exp(y) - 1)
double inverse_softplus(double y) {
  return y + std::log(-std::expm1(-y));
}
double sigmoid(double u) {
  return 1.0 / (1.0 + std::exp(-u));
}
double normal_below(double u) {
  return 0.5 * std::erfc(-u / std::numbers::sqrt2);
}
double normal_density(double u) {
  return std::exp(-0.5 * u * u) * std::numbers::inv_sqrtpi / std::numbers::sqrt2;
}

}  // namespace

SupportPoint map_to_support(double u, const flow::Support& s) {
  if (s.has_lower() && s.has_upper()) {
    const double width = s.upper - s.lower;
    const double distance = width * normal_below(-std::abs(u));  // to the nearer edge
    return {u < 0.0 ? s.lower + distance : s.upper - distance, width * normal_density(u), -u};
  }
  if (s.has_lower()) return {s.lower + softplus(u), sigmoid(u), sigmoid(-u)};
  if (s.has_upper()) return {s.upper - softplus(-u), sigmoid(-u), -sigmoid(u)};
  return {u, 1.0, 0.0};
}

double coordinate_of(double z, const flow::Support& s) {
  if (s.has_lower() && s.has_upper()) {
    const double below = (z - s.lower) / (s.upper - s.lower);
    return boost::math::quantile(boost::math::normal(), std::clamp(below, kLeastShare, 1.0 - kLeastShare));
  }
  if (s.has_lower()) return inverse_softplus(z - s.lower);
  if (s.has_upper()) return -inverse_softplus(s.upper - z);
  return z;
}

}  // namespace epi::optimizer
