#include "flow/rational_quadratic.h"

#include "flow/softplus.h"
#include "flow/spline_constants.h"

namespace epi::flow {
namespace {

using spline::kBound;

// Sizes of the bins on one axis, which fill [-B, B].
at::Tensor sizes(const at::Tensor& outputs) {
  const double free_share = 1.0 - static_cast<double>(outputs.size(-1)) * spline::kLeastShare;
  return 2.0 * kBound * (spline::kLeastShare + free_share * at::softmax(outputs, -1));
}

// Where bins start.
at::Tensor starts(const at::Tensor& sizes) {
  const at::Tensor inner = sizes.narrow(-1, 0, sizes.size(-1) - 1).cumsum(-1);
  return at::constant_pad_nd(inner, {1, 0}) - kBound;
}

at::Tensor inside(const at::Tensor& x) {
  return x.abs() <= kBound;
}

}  // namespace

RationalQuadratic::RationalQuadratic(const at::Tensor& outputs)
    : bins_((outputs.size(-1) + 1) / 3),
      widths_(sizes(outputs.narrow(-1, 0, bins_))),
      heights_(sizes(outputs.narrow(-1, bins_, bins_))),
      lefts_(starts(widths_)),
      bottoms_(starts(heights_)),
      slopes_(at::constant_pad_nd(outputs.narrow(-1, 2 * bins_, bins_ - 1), {1, 1})) {}

RationalQuadratic::Bin RationalQuadratic::bin_of(const at::Tensor& points, const at::Tensor& starts) const {
  const at::Tensor inner = starts.narrow(-1, 1, bins_ - 1);
  const at::Tensor bin = (points.unsqueeze(-1) >= inner).sum(-1, /*keepdim=*/true);
  const auto here = [](const at::Tensor& of, const at::Tensor& index) {
    return of.gather(-1, index).squeeze(-1);
  };
  const auto slope = [&](const at::Tensor& index) {
    return spline::kLeastSlope + exact_softplus(here(slopes_, index) + spline::kSlopeOffset);
  };
  return {here(lefts_, bin),   here(widths_, bin), here(bottoms_, bin),
          here(heights_, bin), slope(bin),         slope(bin + 1)};
}

namespace {

struct Rational {
  at::Tensor rise;       // (y - y_0) / h, from 0 to 1
  at::Tensor log_slope;  // log dy/dx
};

Rational rational(const at::Tensor& t, const at::Tensor& s, const at::Tensor& d0, const at::Tensor& d1) {
  const at::Tensor q = t * (1.0 - t);
  const at::Tensor divisor = s + (d0 + d1 - 2.0 * s) * q;
  const at::Tensor mean = d1 * t.square() + 2.0 * s * q + d0 * (1.0 - t).square();
  return {(s * t.square() + d0 * q) / divisor, at::log(mean * (s / divisor).square())};
}

}  // namespace

RationalQuadratic::Value RationalQuadratic::forward(const at::Tensor& x) const {
  const at::Tensor within = inside(x);
  // A point outside is 0 to the spline, so that what is not selected has no infinite derivative.
  const at::Tensor point = at::where(within, x, 0.0);
  const Bin bin = bin_of(point, lefts_);
  const Rational at =
      rational((point - bin.left) / bin.width, bin.height / bin.width, bin.slope_left, bin.slope_right);
  return {at::where(within, bin.bottom + bin.height * at.rise, x), at::where(within, at.log_slope, 0.0)};
}

RationalQuadratic::Value RationalQuadratic::inverse(const at::Tensor& y) const {
  const at::Tensor within = inside(y);
  const at::Tensor point = at::where(within, y, 0.0);
  const Bin bin = bin_of(point, bottoms_);
  // With the shares r of the height below and above the point, a t^2 + b t = s r_below. The discriminant is a
  // sum of squares, b^2 + 4 a s r_below = g^2 + 4 s^2 r_below r_above, and neither form of the root cancels.
  const at::Tensor below = (point - bin.bottom) / bin.height;
  const at::Tensor above = ((bin.bottom + bin.height - point) / bin.height).clamp_min(0.0);  // rounding
  const at::Tensor s = bin.height / bin.width;
  const at::Tensor g = bin.slope_left * above - bin.slope_right * below, b = g + 2.0 * s * below;
  const at::Tensor sum = b.abs() + at::sqrt(g.square() + 4.0 * s.square() * below * above);
  const at::Tensor t = at::where(b < 0.0, 0.5 * sum / (s + b.abs()), 2.0 * s * below / sum);  // a = s - b
  const at::Tensor log_slope = rational(t, s, bin.slope_left, bin.slope_right).log_slope;
  return {at::where(within, bin.left + bin.width * t, y), at::where(within, -log_slope, 0.0)};
}

}  // namespace epi::flow
