#include "optimizer/support_point.h"

#include <cmath>

namespace epi::optimizer {
namespace {

double softplus(double u) {
  return u > 0.0 ? u + std::log1p(std::exp(-u)) : std::log1p(std::exp(u));
}
double sigmoid(double u) {
  return 1.0 / (1.0 + std::exp(-u));
}

}  // namespace

SupportPoint map_to_support(double u, const flow::Support& s) {
  if (s.has_lower() && s.has_upper()) {
    const double p = sigmoid(u);
    return {s.lower + (s.upper - s.lower) * p, (s.upper - s.lower) * p * (1.0 - p)};
  }
  if (s.has_lower()) return {s.lower + softplus(u), sigmoid(u)};
  if (s.has_upper()) return {s.upper - softplus(-u), sigmoid(-u)};
  return {u, 1.0};
}

}  // namespace epi::optimizer
