#include "flow/planar_root.h"

#include <algorithm>
#include <cmath>

namespace epi::flow {
namespace {

// Bisection alone needs about 60 steps from the first bracket to the last bit.
constexpr int kMaxSteps = 100;

// Newton's method kept inside a bracket: |tanh| <= 1 gives the first one, and the left side rises with t.
double root_of(double target, double s) {
  if (!std::isfinite(target)) return target;
  const double reach = std::abs(s - 1.0);
  double low = target - reach, high = target + reach;
  double t = std::clamp(target / s, low, high);  // exact for a fold that is not felt or felt near 0 only
  for (int step = 0; step < kMaxSteps && low < high; ++step) {
    const double tanh = std::tanh(t);
    const double error = t + (s - 1.0) * tanh - target;
    if (error == 0.0) return t;
    (error > 0.0 ? high : low) = t;
    double next = t - error / (tanh * tanh + s * (1.0 - tanh * tanh));
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    if (next == t) return t;  // no number lies between
    t = next;
  }
  return t;
}

// One Newton step that autograd sees. From a root that is held constant, the first step makes the first
// derivative right and the second one the second and third: the error of a step is the square of the one
// before.
at::Tensor newton_step(const at::Tensor& t, const at::Tensor& target, const at::Tensor& s) {
  const at::Tensor tanh = at::tanh(t);
  const at::Tensor square = tanh.square();
  return t - (t + (s - 1.0) * tanh - target) / (square + s * (1.0 - square));
}

}  // namespace

at::Tensor planar_root(const at::Tensor& target, const at::Tensor& s) {
  const at::Tensor wanted = target.detach().to(at::kDouble).contiguous();
  const at::Tensor root = at::empty_like(wanted);
  const double slope = s.item<double>();
  const double* from = wanted.data_ptr<double>();
  double* to = root.data_ptr<double>();
  for (std::int64_t i = 0; i < wanted.numel(); ++i) to[i] = root_of(from[i], slope);
  const at::Tensor start = root.to(target.scalar_type());
  if (!at::GradMode::is_enabled()) return start;
  return newton_step(newton_step(start, target, s), target, s);
}

}  // namespace epi::flow
