#include "model_driver.hpp"

#include <cmath>

Table points_in_box(std::int64_t rows, const std::vector<double>& lower, const std::vector<double>& upper) {
  static const double kPrimes[] = {2,   3,   5,   7,   11,  13,  17,  19,  23,  29,  31,  37,  41,  43,
                                   47,  53,  59,  61,  67,  71,  73,  79,  83,  89,  97,  101, 103, 107,
                                   109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173};
  Table z(rows, static_cast<std::int64_t>(lower.size()));
  for (std::int64_t i = 0; i < rows; ++i) {
    for (std::size_t p = 0; p < lower.size(); ++p) {
      const double u = static_cast<double>(i + 1) * std::sqrt(kPrimes[p]);
      z(i, static_cast<std::int64_t>(p)) = lower[p] + (upper[p] - lower[p]) * (u - std::floor(u));
    }
  }
  return z;
}

Table differences(ModelDriver& driver, const Table& z, double step) {
  const int n_active = driver.n_active(), n_statistics = driver.statistics();
  Table jac(z.rows, n_statistics * n_active);
  for (int k = 0; k < n_active; ++k) {
    const int p = driver.active.empty() ? k : driver.active[static_cast<std::size_t>(k)];
    Table above = z, below = z;
    for (std::int64_t i = 0; i < z.rows; ++i) {
      above(i, p) += step;
      below(i, p) -= step;
    }
    const Table x_above = driver.simulate(above), x_below = driver.simulate(below);
    for (std::int64_t i = 0; i < z.rows; ++i) {
      for (int s = 0; s < n_statistics; ++s) {
        jac(i, s * n_active + k) = (x_above(i, s) - x_below(i, s)) / (above(i, p) - below(i, p));
      }
    }
  }
  return jac;
}
