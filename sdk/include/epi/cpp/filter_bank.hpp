#pragma once

#include <cmath>
#include <tuple>
#include <vector>

#include "rows.hpp"
#include "with_gradient.hpp"

namespace epi::sdk {
inline namespace EPI_SDK_LEVEL {

/// The dominant frequency of a signal as a smooth function of it. Of a signal x_0 .. x_{n-1}, dt apart:
///     r_i = max(x_i - floor, 0);   y = moving average of r over `window` samples (those that fit), minus its
///     mean X_k = sum_j y_j exp(-2 pi i f_k j dt),   f_k = k step_hz for k = 0 .. count - 1 frequency = sum_k
///     w_k f_k,   w_k = |X_k|^sharpness / sum |X|^sharpness
/// A large sharpness picks the frequency with the greatest amplitude.
/// Source: Bittner et al. (2021), eLife 10:e56265, Methods (the STG model's statistic).
///
/// The derivative is the exact adjoint of these lines, computed once for all directions. Keeps scratch
/// memory: one call at a time.
class FilterBank {
 public:
  struct Design {
    double dt;             ///< [s]
    std::int64_t samples;  ///< n
    std::int64_t window;   ///< samples of the moving average, 1 .. n - 1
    double floor;          ///< what lies below counts as this; in the signal's unit
    double step_hz;        ///< distance of the frequencies
    int count;             ///< number of frequencies, from 0 Hz up
    int sharpness;         ///< even, >= 2
  };

  FilterBank() = default;
  explicit FilterBank(const Design& design) : design_(design) {
    fill(std::get<Tables<double>>(tables_));
    fill(std::get<Tables<float>>(tables_));
  }

  /// Frequency [Hz] of the signal whose i-th sample is signal(i), a const reference to a Real. A row whose
  /// signal never exceeds the floor has no frequency and is marked EPI_ROW_NONFINITE.
  template <class Real, class Signal>
  Real frequency(const Signal& signal, Rows& rows) const {
    using Joiner = GradientJoiner<Real>;
    using R = typename Joiner::R;
    Scratch<R>& s = std::get<Scratch<R>>(scratch_);
    s.resize(design_.samples, smoothed(), pairs(), design_.count);
    for (std::int64_t i = 0; i < design_.samples; ++i) {
      s.rectified[i] = max(value_of(signal(i)) - R(design_.floor), R(0));
    }
    smooth(s);
    const R peak = transform(s);
    rows.fail(!(peak > R(0)), EPI_ROW_NONFINITE);
    const R frequency = average_frequency(s, peak);
    if constexpr (Joiner::kNeedsGradient) pull_back(s, frequency);
    return Joiner::join(frequency, s.gradient.data(), design_.samples, signal);
  }

 private:
  /// cos and sin of 2 pi f_k tau_p, tau_p the distance of the p-th pair of samples from the middle. [count,
  /// pairs]
  template <class T>
  struct Tables {
    std::vector<T> cosine, sine;
  };
  template <class R>
  struct Scratch {
    std::vector<R> rectified, gradient;    // [samples]
    std::vector<R> y;                      // [smoothed]; later its adjoint
    std::vector<R> even, odd;              // [pairs]; later their adjoints
    std::vector<R> re, im, power, weight;  // [count]

    void resize(std::int64_t samples, std::int64_t smoothed, std::int64_t pairs, int count) {
      for (auto* v : {&rectified, &gradient}) v->resize(static_cast<std::size_t>(samples));
      y.resize(static_cast<std::size_t>(smoothed));
      for (auto* v : {&even, &odd}) v->resize(static_cast<std::size_t>(pairs));
      for (auto* v : {&re, &im, &power, &weight}) v->resize(static_cast<std::size_t>(count));
    }
  };

  std::int64_t smoothed() const { return design_.samples - design_.window + 1; }
  /// Samples at equal distance from the middle are transformed together: half of the multiplications. The
  /// middle sample of an odd number is a pair with a missing half.
  std::int64_t pairs() const { return (smoothed() + 1) / 2; }

  template <class T>
  void fill(Tables<T>& tables) const {
    const double middle = 0.5 * static_cast<double>(smoothed() - 1);
    for (int k = 0; k < design_.count; ++k) {
      for (std::int64_t p = 0; p < pairs(); ++p) {
        const double angle =
            6.28318530717958647693 * k * design_.step_hz * (middle - static_cast<double>(p)) * design_.dt;
        tables.cosine.push_back(static_cast<T>(std::cos(angle)));
        tables.sine.push_back(static_cast<T>(std::sin(angle)));
      }
    }
  }

  template <class R>
  void smooth(Scratch<R>& s) const {
    const std::int64_t n = smoothed(), w = design_.window;
    const R share(1.0 / static_cast<double>(w));
    R sum(0), total(0);
    for (std::int64_t i = 0; i < w; ++i) sum += s.rectified[i];
    for (std::int64_t j = 0; j < n; ++j) {
      if (j > 0) sum += s.rectified[j + w - 1] - s.rectified[j - 1];
      s.y[j] = sum * share;
      total += s.y[j];
    }
    const R mean = total * R(1.0 / static_cast<double>(n));
    for (std::int64_t p = 0; p < pairs(); ++p) {
      const std::int64_t mirror = n - 1 - p;
      const R early = s.y[p] - mean, late = s.y[mirror] - mean;
      s.even[p] = mirror == p ? late : late + early;
      s.odd[p] = late - early;
    }
  }

  /// Fills re, im and power |X_k|^2 about the middle of the signal; returns the greatest power.
  template <class R>
  EPI_FLATTEN R transform(Scratch<R>& s) const {
    using T = typename R::Scalar;
    const Tables<T>& tables = std::get<Tables<T>>(tables_);
    const std::int64_t n = pairs();
    R peak(0);
    for (int k = 0; k < design_.count; ++k) {
      const T* cosine = tables.cosine.data() + k * n;
      const T* sine = tables.sine.data() + k * n;
      // Two sums each: half of the additions do not wait for the other half.
      R re[2] = {R(0), R(0)}, im[2] = {R(0), R(0)};
      std::int64_t p = 0;
      for (; p + 1 < n; p += 2) {
        re[0] = multiply_add(s.even[p], R(cosine[p]), re[0]);
        im[0] = multiply_add(s.odd[p], R(sine[p]), im[0]);
        re[1] = multiply_add(s.even[p + 1], R(cosine[p + 1]), re[1]);
        im[1] = multiply_add(s.odd[p + 1], R(sine[p + 1]), im[1]);
      }
      if (p < n) {
        re[0] = multiply_add(s.even[p], R(cosine[p]), re[0]);
        im[0] = multiply_add(s.odd[p], R(sine[p]), im[0]);
      }
      s.re[k] = re[0] + re[1];
      s.im[k] = im[0] + im[1];
      s.power[k] = s.re[k] * s.re[k] + s.im[k] * s.im[k];
      peak = max(s.power[k], peak);
    }
    return peak;
  }

  template <class R>
  R average_frequency(Scratch<R>& s, const R& peak) const {
    const R inverse = R(1) / peak;
    R total(0), sum(0);
    for (int k = 0; k < design_.count; ++k) {
      // Relative to the peak nothing overflows, whatever the sharpness.
      s.weight[k] = integer_power(s.power[k] * inverse, design_.sharpness / 2);
      total += s.weight[k];
      sum += s.weight[k] * R(k * design_.step_hz);
    }
    const R normal = R(1) / total;
    for (int k = 0; k < design_.count; ++k) s.weight[k] *= normal;
    return sum * normal;
  }

  template <class R>
  static R integer_power(R base, int exponent) {
    R result(1);
    for (; exponent > 0; exponent /= 2) {
      if (exponent % 2 == 1) result *= base;
      base *= base;
    }
    return result;
  }

  /// Fills gradient with d(frequency)/d(signal).
  template <class R>
  EPI_FLATTEN void pull_back(Scratch<R>& s, const R& frequency) const {
    using T = typename R::Scalar;
    const Tables<T>& tables = std::get<Tables<T>>(tables_);
    const std::int64_t n = pairs();
    for (std::int64_t p = 0; p < n; ++p) s.even[p] = s.odd[p] = R(0);
    // Below this share of all weight a frequency moves nothing beyond rounding. It is left out lane by lane,
    // so that no row depends on its neighbours.
    const R negligible(sizeof(T) == 8 ? 1e-19 : 1e-10);
    for (int k = 0; k < design_.count; ++k) {
      const auto counts = s.weight[k] > negligible && s.power[k] > R(0);
      if (!any(counts)) continue;
      const R by_power = select(
          counts,
          s.weight[k] * (R(k * design_.step_hz) - frequency) * (R(0.5 * design_.sharpness) / s.power[k]),
          R(0));
      const R by_re = R(2) * s.re[k] * by_power, by_im = R(2) * s.im[k] * by_power;
      const T* cosine = tables.cosine.data() + k * n;
      const T* sine = tables.sine.data() + k * n;
      for (std::int64_t p = 0; p < n; ++p) {
        s.even[p] = multiply_add(by_re, R(cosine[p]), s.even[p]);
        s.odd[p] = multiply_add(by_im, R(sine[p]), s.odd[p]);
      }
    }
    unsmooth(s);
  }

  /// From adjoints of the pairs to those of the signal.
  template <class R>
  void unsmooth(Scratch<R>& s) const {
    const std::int64_t n = smoothed(), w = design_.window;
    R total(0);
    for (std::int64_t p = 0; p < pairs(); ++p) {
      const std::int64_t mirror = n - 1 - p;
      s.y[p] = s.even[p] - s.odd[p];
      s.y[mirror] = mirror == p ? s.even[p] : s.even[p] + s.odd[p];
      total += mirror == p ? s.y[p] : s.y[p] + s.y[mirror];
    }
    const R mean = total * R(1.0 / static_cast<double>(n));
    const R share(1.0 / static_cast<double>(w));
    R sum(0);
    for (std::int64_t i = 0; i < design_.samples; ++i) {
      if (i < n) sum += s.y[i] - mean;
      if (i >= w) sum -= s.y[i - w] - mean;
      s.gradient[i] = select(s.rectified[i] > R(0), sum * share, R(0));
    }
  }

  Design design_{};
  std::tuple<Tables<double>, Tables<float>> tables_;
  mutable std::tuple<Scratch<Rows8>, Scratch<Rows16f>> scratch_;
};

}  // namespace EPI_SDK_LEVEL
}  // namespace epi::sdk
