#pragma once

#include "flow/fused/kernels/softplus.h"
#include "flow/spline_constants.h"

namespace epi::flow::fused::EPI_SDK_LEVEL {

/// The rational-quadratic spline in one bin (rational_quadratic.h), at the place t of the bin, 0 to 1.
template <class L>
struct RationalBin {
  L left, width, bottom, height, slope_left, slope_right, mean_slope;

  struct At {
    L q, rise, inverse_divisor, bend;  ///< t (1 - t), (y - y_0) / h, 1 / D, and the bracket of dy/dx
  };
  EPI_INLINE L divisor_slope() const { return slope_left + slope_right - L(2) * mean_slope; }
  EPI_INLINE At at(const L& t) const {
    const L rest = L(1) - t, q = t * rest, square = t * t;
    const L inverse = L(1) / sdk::multiply_add(divisor_slope(), q, mean_slope);
    const L bend = sdk::multiply_add(slope_right, square,
                                     sdk::multiply_add(L(2) * mean_slope, q, slope_left * (rest * rest)));
    return {q, sdk::multiply_add(mean_slope, square, slope_left * q) * inverse, inverse, bend};
  }
  /// dy/dx.
  EPI_INLINE L slope(const At& at) const {
    const L ratio = mean_slope * at.inverse_divisor;
    return at.bend * (ratio * ratio);
  }
  /// d log(dy/dx) / dt.
  EPI_INLINE L log_slope_by_place(const At& at, const L& t) const {
    return bend_by_place(t) / at.bend - L(2) * divisor_slope() * (L(1) - L(2) * t) * at.inverse_divisor;
  }
  EPI_INLINE L bend_by_place(const L& t) const {
    return L(2) * sdk::multiply_add(slope_right, t, mean_slope * (L(1) - L(2) * t) - slope_left * (L(1) - t));
  }
  /// The place of y; see RationalQuadratic::inverse.
  EPI_INLINE L place(const L& y) const {
    const L below = (y - bottom) / height, above = sdk::max((bottom + height - y) / height, L(0));
    const L twice = L(2) * mean_slope;
    const L g = slope_left * above - slope_right * below, b = sdk::multiply_add(twice, below, g);
    const L sum = abs(b) + sqrt(sdk::multiply_add(g, g, twice * twice * below * above));
    return select(b < L(0), L(T(0.5)) * sum / (mean_slope + abs(b)), twice * below / sum);
  }

 private:
  using T = typename L::Scalar;
};

/// What SplineCoupling does to one changed column of one tile, given the conditioner's outputs:
/// y = g(x) e^s + t.
struct SplineChange {
  /// Columns that are kept: e^s, the bin of the point (its number, the shares of the softmax before it and
  /// its own on both axes), the slopes at its knots and their derivatives by the outputs. Then the shares of
  /// all bins on both axes.
  enum Kept { kScale, kBin, kBefore, kShare, kBelow, kRise, kLeft, kRight, kLeftBy, kRightBy, kShares };

  template <class T>
  static EPI_INLINE void softmax(int bins, const T* outputs, T* shares) {
    using L = Lot<T>;
    for (int lane = 0; lane < kTile<T>; lane += kLot<T>) {
      L most = L::load(outputs + lane), total(0);
      for (int i = 1; i < bins; ++i) most = sdk::max(most, L::load(outputs + i * kTile<T> + lane));
      for (int i = 0; i < bins; ++i) {
        const L share = exp(L::load(outputs + i * kTile<T> + lane) - most);
        share.store(shares + i * kTile<T> + lane);
        total += share;
      }
      const L inverse = L(1) / total;
      for (int i = 0; i < bins; ++i) {
        T* const place = shares + i * kTile<T> + lane;
        (L::load(place) * inverse).store(place);
      }
    }
  }

  /// Where a bin starts and how large it is, given its number, the shares before it and its own.
  template <class T>
  struct Axis {
    T least = T(2 * spline::kBound * spline::kLeastShare), free;
    EPI_INLINE explicit Axis(int bins) : free(T(2 * spline::kBound * (1.0 - bins * spline::kLeastShare))) {}
    template <class L>
    EPI_INLINE L start(const L& bin, const L& before) const {
      return sdk::multiply_add(L(free), before, sdk::multiply_add(L(least), bin, L(T(-spline::kBound))));
    }
    template <class L>
    EPI_INLINE L size(const L& share) const {
      return sdk::multiply_add(L(free), share, L(least));
    }
  };

  template <class L, class T>
  static EPI_INLINE RationalBin<L> bin_of(const Axis<T>& axis, const L& number, const L& before,
                                          const L& share, const L& below, const L& rise, const L& left,
                                          const L& right) {
    const L width = axis.size(share), height = axis.size(rise);
    return {
        axis.start(number, before), width, axis.start(number, below), height, left, right, height / width};
  }

  /// As AffineChange's.
  template <bool Inverse, class T>
  static EPI_INLINE void map(const CouplingShape& shape, int j, const T* outputs, const T* from, T* to,
                             T* kept, T* log_det) {
    using L = Register<T>;
    const int bins = shape.bins;
    const T* const raw = outputs + (2 * shape.n_changed + j * shape.of_spline()) * kTile<T>;
    T* const shares = kept + kShares * kTile<T>;
    softmax<T>(bins, raw, shares);
    softmax<T>(bins, raw + bins * kTile<T>, shares + bins * kTile<T>);
    const Axis<T> axis(bins);
    for (int lane = 0; lane < kTile<T>; lane += L::kWidth) {
      const L s = L::load(outputs + j * kTile<T> + lane);
      const L t = L::load(outputs + (shape.n_changed + j) * kTile<T> + lane);
      const L scale = exp(s), value = L::load(from + lane);
      const L free = Inverse ? (value - t) / scale : value;
      const auto is_inside = abs(free) <= L(T(spline::kBound));
      const L point = select(is_inside, free, L(0));

      // The last bin that starts before the point.
      const T* const widths = shares + lane;
      const T* const heights = widths + bins * kTile<T>;
      const T* const slopes = raw + 2 * bins * kTile<T> + lane;
      L number(0), before(0), share = L::load(widths), below(0), rise = L::load(heights);
      L raw_left(0), raw_right = L::load(slopes);
      L widths_before = share, heights_before = rise;
      for (int i = 1; i < bins; ++i) {
        const L of_width = L::load(widths + i * kTile<T>), of_height = L::load(heights + i * kTile<T>);
        const auto is_beyond = axis.start(L(T(i)), Inverse ? heights_before : widths_before) <= point;
        number = select(is_beyond, L(T(i)), number);
        before = select(is_beyond, widths_before, before);
        share = select(is_beyond, of_width, share);
        below = select(is_beyond, heights_before, below);
        rise = select(is_beyond, of_height, rise);
        raw_left = select(is_beyond, L::load(slopes + (i - 1) * kTile<T>), raw_left);
        raw_right = select(is_beyond, i + 1 < bins ? L::load(slopes + i * kTile<T>) : L(0), raw_right);
        widths_before += of_width;
        heights_before += of_height;
      }
      const L offset(T(spline::kSlopeOffset)), least(T(spline::kLeastSlope));
      raw_left += offset;
      raw_right += offset;
      const L left = least + softplus(raw_left), right = least + softplus(raw_right);

      const RationalBin<L> bin = bin_of(axis, number, before, share, below, rise, left, right);
      const L place = Inverse ? bin.place(point) : (point - bin.left) / bin.width;
      const auto at = bin.at(place);
      const L other = Inverse ? sdk::multiply_add(bin.width, place, bin.left)
                              : sdk::multiply_add(bin.height, at.rise, bin.bottom);
      const L made = select(is_inside, other, free);
      (Inverse ? made : sdk::multiply_add(made, scale, t)).store(to + lane);
      const L log_slope = select(is_inside, log(bin.slope(at)), L(0));
      (L::load(log_det + lane) + s + log_slope).store(log_det + lane);

      const auto keep = [=](Kept what, const L& numbers) { numbers.store(kept + what * kTile<T> + lane); };
      keep(kScale, scale);
      keep(kBin, number);
      keep(kBefore, before);
      keep(kShare, share);
      keep(kBelow, below);
      keep(kRise, rise);
      keep(kLeft, left);
      keep(kRight, right);
      keep(kLeftBy, sigmoid(raw_left));
      keep(kRightBy, sigmoid(raw_right));
    }
  }

  /// As AffineChange's.
  template <bool Score, class T>
  static EPI_INLINE void gradient(const CouplingShape& shape, int j, const T* x, const T* kept,
                                  const T* g_log_det, T* g, T* g_outputs) {
    using L = Register<T>;
    const int bins = shape.bins;
    const Axis<T> axis(bins);
    T* const g_raw = g_outputs + (2 * shape.n_changed + j * shape.of_spline()) * kTile<T>;
    for (int lane = 0; lane < kTile<T>; lane += L::kWidth) {
      const auto of = [=](Kept what) { return L::load(kept + what * kTile<T> + lane); };
      const L scale = of(kScale), number = of(kBin), before = of(kBefore), share = of(kShare);
      const L below = of(kBelow), rise = of(kRise);
      const RationalBin<L> bin = bin_of(axis, number, before, share, below, rise, of(kLeft), of(kRight));
      const L free = L::load(x + lane);
      const auto is_inside = abs(free) <= L(T(spline::kBound));
      const L place = (select(is_inside, free, L(0)) - bin.left) / bin.width;
      const auto at = bin.at(place);
      const L bent = select(is_inside, sdk::multiply_add(bin.height, at.rise, bin.bottom), free);

      // First s and t, and the gradient of the spline's value at fixed x.
      const L of_log_det = L::load(g_log_det + lane), given = L::load(g + lane);
      L of_bent, of_scale, of_shift;
      if constexpr (Score) {
        const L by_x = select(is_inside, bin.log_slope_by_place(at, place) / bin.width, L(0));
        const L slope = select(is_inside, bin.slope(at), L(1));
        of_bent = -(sdk::multiply_add(of_log_det, by_x, given) / slope);
        of_scale = sdk::multiply_add(of_bent, bent, of_log_det);
        of_shift = of_bent / scale;
        (-of_shift).store(g + lane);
      } else {
        of_bent = given * scale;
        of_scale = sdk::multiply_add(of_bent, bent, of_log_det);
        of_shift = given;
      }
      of_scale.store(g_outputs + j * kTile<T> + lane);
      of_shift.store(g_outputs + (shape.n_changed + j) * kTile<T> + lane);

      // Then through y_0 + h P / D and 2 log s + log(bend) - 2 log D, with P = s t^2 + d_0 q; nothing
      // outside.
      const L of_value = select(is_inside, of_bent, L(0)), of_log = select(is_inside, of_log_det, L(0));
      const L s = bin.mean_slope, square = place * place, rest = L(1) - place, turn = rest - place;
      const L of_p = of_value * bin.height * at.inverse_divisor;
      const L of_d = -sdk::multiply_add(of_p, at.rise, L(2) * of_log * at.inverse_divisor);
      const L of_bend = of_log / at.bend;
      const L of_place = of_p * sdk::multiply_add(L(2) * s, place, bin.slope_left * turn) +
                         of_d * bin.divisor_slope() * turn + of_bend * bin.bend_by_place(place);
      const L of_mean_slope =
          of_p * square + of_d * (L(1) - L(2) * at.q) + of_bend * L(2) * at.q + L(2) * of_log / s;
      const L of_left = ((of_p + of_d) * at.q + of_bend * (rest * rest)) * of(kLeftBy);
      const L of_right = (of_d * at.q + of_bend * square) * of(kRightBy);
      const L per_width = L(1) / bin.width;
      const L of_x = of_place * per_width;
      if constexpr (!Score) select(is_inside, of_x, of_bent).store(g + lane);

      // And from the bin to the outputs: bins before the point's move its start, its own share its size.
      const L factor(axis.free);
      const L of_start = -of_x * factor, of_bottom = of_value * factor;
      const L of_width = -sdk::multiply_add(of_mean_slope, s, of_place * place) * per_width * factor;
      const L of_height = sdk::multiply_add(of_mean_slope, per_width, of_value * at.rise) * factor;
      const L mean_of_widths = sdk::multiply_add(of_start, before, of_width * share);
      const L mean_of_heights = sdk::multiply_add(of_bottom, below, of_height * rise);
      const T* const widths = kept + kShares * kTile<T> + lane;
      const T* const heights = widths + bins * kTile<T>;
      for (int i = 0; i < bins; ++i) {
        const L here{T(i)};
        const auto is_before = here < number;
        const auto is_beyond = number < here;
        const L by_width = select(is_before, of_start, select(is_beyond, L(0), of_width));
        const L by_height = select(is_before, of_bottom, select(is_beyond, L(0), of_height));
        (L::load(widths + i * kTile<T>) * (by_width - mean_of_widths)).store(g_raw + i * kTile<T> + lane);
        (L::load(heights + i * kTile<T>) * (by_height - mean_of_heights))
            .store(g_raw + (bins + i) * kTile<T> + lane);
        if (i == 0) continue;
        // The knot where bin i starts is on the left of bin i and on the right of the one before.
        const auto is_left = !(is_before || is_beyond);
        const auto is_right = is_beyond && !(number < L(T(i - 1)));
        select(is_left, of_left, select(is_right, of_right, L(0)))
            .store(g_raw + (2 * bins + i - 1) * kTile<T> + lane);
      }
    }
  }
};

}  // namespace epi::flow::fused::EPI_SDK_LEVEL
