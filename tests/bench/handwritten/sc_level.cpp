// Compiled once for every processor level; see sc.h and lanes.h.

#include "sc_level.h"

#include "lanes.h"
#include "normals.h"
#include "sc_circuit.h"

namespace epi::bench::EPI_BENCH_LEVEL {
namespace {

int blocks_of(int trials, int width) {
  return (trials + width - 1) / width;
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

/// From the halves back to the weights.
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
