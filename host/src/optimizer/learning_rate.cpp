#include "optimizer/learning_rate.h"

#include <cmath>

namespace epi::optimizer {

double decayed_learning_rate(const config::Optimizer& optimizer, double done) {
  const double first = optimizer.learning_rate, last = optimizer.final_learning_rate;
  if (optimizer.learning_rate_decay == "geometric") return first * std::pow(last / first, done);
  return first + (last - first) * done;
}

}  // namespace epi::optimizer
