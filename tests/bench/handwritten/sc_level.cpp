// Compiled once for every processor level; see sc.h and lanes.h.

#include "sc_level.h"

#include "lanes.h"
#include "normals.h"

namespace epi::bench::EPI_BENCH_LEVEL {
namespace {

constexpr double kTau = 0.09, kTimeStep = 0.024;  // s
constexpr double kEps = 0.05, kZeta = 0.5;
constexpr double kRuleInput = 10.0, kChoiceInput = 2.0, kLight = 1.0;
constexpr int kSilentStep = 50;  // t = 1.2 s: rule input before it, choice input after it
constexpr double kStartActivity = 0.1;
constexpr double kStartPotential = -0.5993061443340549;  // zeta artanh(2 * 0.1 - 1) - eps

constexpr double kLog2E = 1.44269504088896340736;
constexpr double kScale = -2.0 * kLog2E / kZeta;  // s = kScale (u - eps)
constexpr double kGain = kTimeStep / kTau;        // of everything that enters u in a step
constexpr double kKeep = 1.0 - kGain;

enum Unit { LP, LA, RP, RA };
enum Condition { kPro, kAnti };

int blocks_of(int trials, int width) {
  return (trials + width - 1) / width;
}

/// What enters s at every step without the recurrence and the rule input: noise, threshold, choice input and
/// light.
double drive(int step, int unit, double noise) {
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

/// One step of one condition, with an input to two units.
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

/// Means over trials of one condition, still one partial sum a lane: the accuracy y, y^2 and (x_LP - x_RP)^2.
template <class T>
struct Moments {
  Vector<T> accuracy, square, separation;
  Gradient<T> accuracy_gradient, square_gradient, separation_gradient;
};

template <class T>
EPI_BENCH_INLINE void add(Gradient<T>& to, const Vector<T>& weight, const Gradient<T>& g) {
#pragma GCC unroll 2
  for (int i = 0; i < 2; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < 2; ++j) {
      to.even[i][j] += weight * g.even[i][j];
      to.odd[i][j] += weight * g.odd[i][j];
    }
  }
}

/// Adds a block of trials. @param weight  1 / trials, or 0 in lanes without a trial
template <class T>
EPI_BENCH_INLINE void add_block(const Halves<T>& w, const Activity<T>* path, int correct,
                                const Vector<T>& weight, Moments<T>& m) {
  Gradient<T> left, right;
  sweep<T>(w, path, left, right);
  const Activity<T>& end = path[kScSteps];
  const Vector<T> y = end[correct], difference = end[LP] - end[RP];
  m.accuracy += weight * y;
  m.square += weight * y * y;
  m.separation += weight * difference * difference;
  const Gradient<T>& right_answer = correct == LP ? left : right;
  add<T>(m.accuracy_gradient, weight, right_answer);
  add<T>(m.square_gradient, T(2) * weight * y, right_answer);
  const Vector<T> by_difference = T(2) * weight * difference;
  add<T>(m.separation_gradient, by_difference, left);
  add<T>(m.separation_gradient, -by_difference, right);
}

/// From the halves back to the weights. @param stride  elements between the entries of `out`
template <class T>
void weights_of(const Gradient<T>& g, double* out) {
  // kGain: u takes that share of the recurrence; 1/2: as in halves_of.
  double same[2][2], other[2][2];
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      const double even = static_cast<double>(sum<T>(g.even[i][j])),
                   odd = static_cast<double>(sum<T>(g.odd[i][j]));
      same[i][j] = 0.5 * kGain * (even + odd);
      other[i][j] = 0.5 * kGain * (even - odd);
    }
  }
  const double by_weight[kScWeights] = {same[0][0],  same[1][1],  same[0][1],  same[1][0],
                                        other[0][1], other[1][0], other[0][0], other[1][1]};
  for (int k = 0; k < kScWeights; ++k) out[k] = by_weight[k];
}

template <class T>
void finish(const Moments<T>& m, int condition, double* statistics, double* jacobian) {
  const double p = static_cast<double>(sum<T>(m.accuracy)), square = static_cast<double>(sum<T>(m.square));
  double dp[kScWeights], dsquare[kScWeights], dseparation[kScWeights];
  weights_of<T>(m.accuracy_gradient, dp);
  weights_of<T>(m.square_gradient, dsquare);
  weights_of<T>(m.separation_gradient, dseparation);
  statistics[condition] = p;
  statistics[2 + condition] = square - p;  // Var(y) - p (1 - p)
  statistics[4 + condition] = static_cast<double>(sum<T>(m.separation));
  statistics[6 + condition] = square - p * p;
  for (int k = 0; k < kScWeights; ++k) {
    jacobian[condition * kScWeights + k] = dp[k];
    jacobian[(2 + condition) * kScWeights + k] = dsquare[k] - dp[k];
    jacobian[(4 + condition) * kScWeights + k] = dseparation[k];
    jacobian[(6 + condition) * kScWeights + k] = dsquare[k] - 2.0 * p * dp[k];
  }
}

template <class T>
std::size_t noise_size(int trials) {
  const int width = Lanes<T>::kWidth;
  return static_cast<std::size_t>(blocks_of(trials, width)) * kScSteps * kScUnits * width;
}

template <class T>
std::size_t scratch_size() {
  return static_cast<std::size_t>(2 * (kScSteps + 1) * kScUnits) * Lanes<T>::kWidth;
}

template <class T>
void prepare(const double* draws, int trials, double sigma, T* noise) {
  const int width = Lanes<T>::kWidth;
  for (int block = 0; block < blocks_of(trials, width); ++block) {
    for (int t = 0; t < kScSteps; ++t) {
      for (int i = 0; i < kScUnits; ++i) {
        const double* trial =
            draws + static_cast<std::size_t>(t * kScUnits + i) * static_cast<std::size_t>(trials);
        for (int lane = 0; lane < width; ++lane) {
          const int j = block * width + lane;
          *noise++ = static_cast<T>(drive(t + 1, i, j < trials ? sigma * trial[j] : 0.0));
        }
      }
    }
  }
}

template <class T>
void draw(std::uint64_t seed, std::uint64_t sample, int trials, double sigma, T* noise) {
  const int width = Lanes<T>::kWidth;
  const T scale = static_cast<T>(kScale * kGain * sigma);
  T offset[kScSteps][kScUnits];
  for (int t = 0; t < kScSteps; ++t) {
    for (int i = 0; i < kScUnits; ++i) offset[t][i] = static_cast<T>(drive(t + 1, i, 0.0));
  }
  std::uint32_t index = 0;
  for (int block = 0; block < blocks_of(trials, width); ++block) {
    for (int t = 0; t < kScSteps; ++t, ++index) {
      Vector<T> normals[kScUnits];
      four_normals(seed, sample, index, normals);
      for (int i = 0; i < kScUnits; ++i, noise += width) store<T>(noise, normals[i] * scale + offset[t][i]);
    }
  }
}

template <class T>
void row(const double* z, const T* noise, int trials, T* scratch, double* statistics, double* jacobian) {
  constexpr int width = Lanes<T>::kWidth;
  auto* pro = reinterpret_cast<Activity<T>*>(scratch);
  Activity<T>* anti = pro + (kScSteps + 1);
  const Halves<T> forward = halves_of<T>(z, kScale * kGain), backward = halves_of<T>(z, kGain * 2.0 / kZeta);
  const Vector<T> rule = all<T>(static_cast<T>(kScale * kGain * kRuleInput));
  Moments<T> moments[2] = {};
  for (int block = 0; block < blocks_of(trials, width); ++block) {
    Vector<T> s_pro[kScUnits], s_anti[kScUnits], x_pro[kScUnits], x_anti[kScUnits], weight;
    for (int i = 0; i < kScUnits; ++i) {
      s_pro[i] = s_anti[i] = all<T>(static_cast<T>(kScale * (kStartPotential - kEps)));
      pro[0][i] = anti[0][i] = x_pro[i] = x_anti[i] = all<T>(static_cast<T>(kStartActivity));
    }
    for (int lane = 0; lane < width; ++lane) {
      weight[lane] = block * width + lane < trials ? static_cast<T>(1.0 / trials) : T(0);
    }
    const auto advance = [&](int t, bool has_rule) __attribute__((always_inline)) {
      Vector<T> in_pro[kScUnits], in_anti[kScUnits];
#pragma GCC unroll 4
      for (int i = 0; i < kScUnits; ++i, noise += width) in_pro[i] = in_anti[i] = load<T>(noise);
      if (has_rule) {
        in_pro[LP] += rule;
        in_pro[RP] += rule;
        in_anti[LA] += rule;
        in_anti[RA] += rule;
      }
      step<T>(forward, in_pro, s_pro, x_pro);
      step<T>(forward, in_anti, s_anti, x_anti);
#pragma GCC unroll 4
      for (int i = 0; i < kScUnits; ++i) {
        pro[t][i] = x_pro[i];
        anti[t][i] = x_anti[i];
      }
    };
    for (int t = 1; t < kSilentStep; ++t) advance(t, true);
    for (int t = kSilentStep; t <= kScSteps; ++t) advance(t, false);
    add_block<T>(backward, pro, LP, weight, moments[kPro]);
    add_block<T>(backward, anti, RP, weight, moments[kAnti]);
  }
  finish<T>(moments[kPro], kPro, statistics, jacobian);
  finish<T>(moments[kAnti], kAnti, statistics, jacobian);
}

template <class T>
constexpr ScKernel<T> kKernel = {Lanes<T>::kWidth, &noise_size<T>, &scratch_size<T>,
                                 &prepare<T>,      &draw<T>,       &row<T>};

}  // namespace

const ScKernel<float>& sc_kernel_float32() {
  return kKernel<float>;
}
const ScKernel<double>& sc_kernel_float64() {
  return kKernel<double>;
}

}  // namespace epi::bench::EPI_BENCH_LEVEL
