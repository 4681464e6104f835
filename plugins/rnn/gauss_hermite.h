#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace rnn {

/// Nodes x_i and weights w_i with sum_i w_i f(x_i) = int f(x) exp(-x^2/2)/sqrt(2 pi) dx for polynomials f of
/// degree below 2N.
template <std::size_t N>
struct GaussHermite {
  std::array<double, N> node, weight;  // nodes in ascending order, exactly symmetric
};

/// By Newton's method on the Hermite functions h_n(x) = He_n(x)/sqrt(n!), which do not overflow:
/// sqrt(n+1) h_(n+1) = x h_n - sqrt(n) h_(n-1), h_n' = sqrt(n) h_(n-1); weight 1/(N h_(N-1)(x)^2).
/// Source: Abramowitz and Stegun (1964), 25.4.46, in the probabilists' scaling.
template <std::size_t N>
GaussHermite<N> gauss_hermite() {
  static_assert(N >= 4 && N % 2 == 0, "nodes come in pairs");
  const double n = static_cast<double>(N);
  GaussHermite<N> rule{};
  const auto evaluate = [](double x, double& below) {
    double h = 1.0;
    below = 0.0;
    for (std::size_t k = 0; k < N; ++k) {
      const double order = static_cast<double>(k);
      const double next = (x * h - std::sqrt(order) * below) / std::sqrt(order + 1.0);
      below = h;
      h = next;
    }
    return h;
  };
  double x = 0.0, step = 0.0;
  for (std::size_t i = 0; i < N / 2; ++i) {
    // From the largest root down: its asymptotic value (Szego (1939), Orthogonal Polynomials, 6.32.5), then
    // empirical distances, which Newton's method corrects.
    if (i == 0) {
      x = std::sqrt(2.0) * (std::sqrt(2.0 * n + 1.0) - 1.85575 * std::pow(2.0 * n + 1.0, -1.0 / 6.0));
    } else if (i == 1) {
      x -= std::sqrt(2.0) * 1.14 * std::pow(n, 0.426) / (x / std::sqrt(2.0));
    } else {
      x -= 0.96 * step;
    }
    double below = 0.0;
    for (int k = 0; k < 100; ++k) {
      const double change = evaluate(x, below) / (std::sqrt(n) * below);
      x -= change;
      if (std::abs(change) < 1e-15 * (1.0 + std::abs(x))) break;
    }
    evaluate(x, below);
    step = i == 0 ? 0.0 : rule.node[N - i] - x;
    rule.node[N - 1 - i] = x;
    rule.node[i] = -x;
    rule.weight[i] = rule.weight[N - 1 - i] = 1.0 / (n * below * below);
  }
  return rule;
}

}  // namespace rnn
