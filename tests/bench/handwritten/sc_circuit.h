#pragma once

// The circuit of sc.h: a step forwards and a step backwards. Compiled once for every processor level; see
// lanes.h.

#include "lanes.h"
#include "sc_level.h"

namespace epi::bench::EPI_BENCH_LEVEL {

inline constexpr double kTau = 0.09, kTimeStep = 0.024;  // s
inline constexpr double kEps = 0.05, kZeta = 0.5;
inline constexpr double kRuleInput = 10.0, kChoiceInput = 2.0, kLight = 1.0;
inline constexpr int kSilentStep = 50;  // t = 1.2 s: rule input before it, choice input after it
inline constexpr double kStartActivity = 0.1;
inline constexpr double kStartPotential = -0.5993061443340549;  // zeta artanh(2 * 0.1 - 1) - eps

inline constexpr double kLog2E = 1.44269504088896340736;
inline constexpr double kScale = -2.0 * kLog2E / kZeta;  // s = kScale (u - eps)
inline constexpr double kGain = kTimeStep / kTau;        // of everything that enters u in a step
inline constexpr double kKeep = 1.0 - kGain;

enum Unit { LP, LA, RP, RA };
enum Condition { kPro, kAnti };

/// What enters s at every step without the recurrence and the rule input: noise, threshold, choice input and
/// light.
inline double drive(int step, int unit, double noise) {
  double input = noise - kEps;
  if (step > kSilentStep) input += kChoiceInput + (unit == LP || unit == LA ? kLight : 0.0);
  return kScale * kGain * input;
}

/// The even and odd halves of the connectivity: rows P, A; columns P, A.
template <class T>
struct Halves {
  Vector<T> even[2][2], odd[2][2];
};

/// @param factor  in front of both.
template <class T>
Halves<T> halves_of(const double* z, double factor) {
  const double same[2][2] = {{z[0], z[2]}, {z[3], z[1]}};   // sW_P, vW_PA; vW_AP, sW_A
  const double other[2][2] = {{z[6], z[4]}, {z[5], z[7]}};  // hW_P, dW_PA; dW_AP, hW_A
  Halves<T> h;
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      h.even[i][j] = all<T>(static_cast<T>(0.5 * factor * (same[i][j] + other[i][j])));
      h.odd[i][j] = all<T>(static_cast<T>(0.5 * factor * (same[i][j] - other[i][j])));
    }
  }
  return h;
}

template <class T>
using Activity = Vector<T>[kScUnits];

/// One step of one condition.   @param noise  all that enters s but the recurrence
template <class T>
EPI_BENCH_INLINE void step(const Halves<T>& w, const Vector<T> (&noise)[kScUnits], Vector<T> (&s)[kScUnits],
                           Vector<T> (&x)[kScUnits]) {
  const Vector<T> plus_p = x[LP] + x[RP], minus_p = x[LP] - x[RP];
  const Vector<T> plus_a = x[LA] + x[RA], minus_a = x[LA] - x[RA];
  const Vector<T> even_p = w.even[0][0] * plus_p + w.even[0][1] * plus_a;
  const Vector<T> odd_p = w.odd[0][0] * minus_p + w.odd[0][1] * minus_a;
  const Vector<T> even_a = w.even[1][0] * plus_p + w.even[1][1] * plus_a;
  const Vector<T> odd_a = w.odd[1][0] * minus_p + w.odd[1][1] * minus_a;
  const Vector<T> recurrent[kScUnits] = {even_p + odd_p, even_a + odd_a, even_p - odd_p, even_a - odd_a};
#pragma GCC unroll 4
  for (int i = 0; i < kScUnits; ++i) s[i] = s[i] * static_cast<T>(kKeep) + (noise[i] + recurrent[i]);
  logistic<T>(s, x);
}

/// Gradients of the final activity of one unit by the even and odd halves.
template <class T>
struct Gradient {
  Vector<T> even[2][2], odd[2][2];
};

/// One step of a backward sweep: from mu = d x(end) / d u(t + 1) to d x(end) / d u(t), and what u(t + 1)
/// gives the gradient.
/// @param plus, minus  sums and differences of the activities x at t, by population
template <class T>
EPI_BENCH_INLINE void step_back(const Halves<T>& w, const Vector<T> (&plus)[2], const Vector<T> (&minus)[2],
                                const Vector<T> (&slope)[kScUnits], Vector<T> (&mu)[kScUnits],
                                Gradient<T>& g) {
  const Vector<T> even[2] = {mu[LP] + mu[RP], mu[LA] + mu[RA]}, odd[2] = {mu[LP] - mu[RP], mu[LA] - mu[RA]};
#pragma GCC unroll 2
  for (int i = 0; i < 2; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      g.even[i][j] += even[i] * plus[j];
      g.odd[i][j] += odd[i] * minus[j];
    }
  }
  const Vector<T> back_even[2] = {w.even[0][0] * even[0] + w.even[1][0] * even[1],
                                  w.even[0][1] * even[0] + w.even[1][1] * even[1]};
  const Vector<T> back_odd[2] = {w.odd[0][0] * odd[0] + w.odd[1][0] * odd[1],
                                 w.odd[0][1] * odd[0] + w.odd[1][1] * odd[1]};
  const Vector<T> back[kScUnits] = {back_even[0] + back_odd[0], back_even[1] + back_odd[1],
                                    back_even[0] - back_odd[0], back_even[1] - back_odd[1]};
#pragma GCC unroll 4
  for (int i = 0; i < kScUnits; ++i) mu[i] = mu[i] * static_cast<T>(kKeep) + slope[i] * back[i];
}

/// The gradients of the final activities of LP and RP, in one sweep from the last step to the first.
/// @param path  activities [kScSteps + 1]   @param w  halves with the factor kGain 2/zeta
template <class T>
EPI_BENCH_INLINE void sweep(const Halves<T>& w, const Activity<T>* path, Gradient<T>& left,
                            Gradient<T>& right) {
  Vector<T> mu_left[kScUnits] = {}, mu_right[kScUnits] = {};
  const Activity<T>& end = path[kScSteps];
  mu_left[LP] = static_cast<T>(2.0 / kZeta) * (end[LP] - end[LP] * end[LP]);
  mu_right[RP] = static_cast<T>(2.0 / kZeta) * (end[RP] - end[RP] * end[RP]);
  left = right = {};
#pragma GCC unroll 1
  for (int t = kScSteps - 1; t >= 0; --t) {
    const Activity<T>& x = path[t];
    const Vector<T> plus[2] = {x[LP] + x[RP], x[LA] + x[RA]}, minus[2] = {x[LP] - x[RP], x[LA] - x[RA]};
    Vector<T> slope[kScUnits];
#pragma GCC unroll 4
    for (int i = 0; i < kScUnits; ++i) slope[i] = x[i] - x[i] * x[i];
    step_back<T>(w, plus, minus, slope, mu_left, left);
    step_back<T>(w, plus, minus, slope, mu_right, right);
  }
}

}  // namespace epi::bench::EPI_BENCH_LEVEL
