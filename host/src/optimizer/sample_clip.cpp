#include "optimizer/sample_clip.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace epi::optimizer {
namespace {

std::vector<double> spreads_of(const Matrix& z) {
  std::vector<double> spreads;
  for (std::int64_t j = 0; j < z.cols(); ++j) {
    double sum = 0.0, squares = 0.0;
    for (std::int64_t i = 0; i < z.rows(); ++i) sum += z(i, j);
    const double mean = sum / static_cast<double>(z.rows());
    for (std::int64_t i = 0; i < z.rows(); ++i) squares += (z(i, j) - mean) * (z(i, j) - mean);
    spreads.push_back(std::sqrt(squares / static_cast<double>(z.rows())));
  }
  return spreads;
}

}  // namespace

void clip_sample_gradients(double factor, const Matrix& z, Matrix& z_gradient) {
  const std::vector<double> spreads = spreads_of(z);
  std::vector<double> lengths;
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    double squares = 0.0;
    for (std::int64_t j = 0; j < z.cols(); ++j) {
      const double g = z_gradient(i, j) * spreads[static_cast<std::size_t>(j)];
      squares += g * g;
    }
    lengths.push_back(std::sqrt(squares));
  }
  std::vector<double> sorted = lengths;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double longest = factor * *middle;
  for (std::int64_t i = 0; i < z.rows(); ++i) {
    const double length = lengths[static_cast<std::size_t>(i)];
    if (!(length > longest)) continue;
    for (double& g : z_gradient.row(i)) g *= longest / length;
  }
}

}  // namespace epi::optimizer
