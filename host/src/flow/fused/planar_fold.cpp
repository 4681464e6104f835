#include "flow/fused/planar_fold.h"

#include <cmath>
#include <numeric>

#include "flow/planar.h"

namespace epi::flow::fused {
namespace {

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double softplus(double x) {
  return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
}

}  // namespace

FoldOfWeights::FoldOfWeights(std::span<const double> w, std::span<const double> u)
    : direction(u.begin(), u.end()) {
  const double along = dot(w, u), argument = along + Planar::offset();
  slope = Planar::kLeastSlope + softplus(argument);
  rise_ = 1.0 / (1.0 + std::exp(-argument));
  square_ = std::max(dot(w, w), Planar::kLeastSquare);
  shift_ = (slope - 1.0 - along) / square_;
  for (std::size_t j = 0; j < w.size(); ++j) direction[j] += shift_ * w[j];
}

void FoldOfWeights::backward(std::span<const double> w, std::span<const double> u,
                             std::span<const double> g_direction, double g_slope, std::span<double> g_w,
                             std::span<double> g_u) const {
  const double g_shift = dot(g_direction, w);
  const double g_along = -g_shift / square_ + (g_slope + g_shift / square_) * rise_;
  const double g_square = square_ > Planar::kLeastSquare ? -g_shift * shift_ / square_ : 0.0;
  for (std::size_t j = 0; j < w.size(); ++j) {
    g_u[j] += g_direction[j] + g_along * w[j];
    g_w[j] += shift_ * g_direction[j] + g_along * u[j] + 2.0 * g_square * w[j];
  }
}

}  // namespace epi::flow::fused
