#include "optimizer/learning_rate.h"

#include <cmath>

namespace epi::optimizer {

double decayed(double first, double last, const std::string& decay, double done) {
  if (decay == "geometric") return first * std::pow(last / first, done);
  return first + (last - first) * done;
}

double decayed_learning_rate(const config::Optimizer& optimizer, double done) {
  return decayed(optimizer.learning_rate, optimizer.final_learning_rate, optimizer.learning_rate_decay, done);
}

}  // namespace epi::optimizer
