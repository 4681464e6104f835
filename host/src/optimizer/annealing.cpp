#include "optimizer/annealing.h"

#include <algorithm>
#include <cmath>

namespace epi::optimizer {

double target_width(const config::Optimizer& optimizer, int epoch) {
  if (!optimizer.anneal || epoch > optimizer.anneal->epochs) return 1.0;
  const double done = static_cast<double>(std::max(epoch, 1) - 1) / optimizer.anneal->epochs;
  return std::pow(optimizer.anneal->from, 1.0 - done);
}

}  // namespace epi::optimizer
