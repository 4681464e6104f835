#pragma once

#include <ATen/ATen.h>

namespace epi::flow {

/// Monotone rational-quadratic splines, one an element: a rising map of [-B, B] onto itself through knots
/// that are free but for the two ends, the identity outside, with B = spline::kBound. Within the bin from
/// (x_0, y_0), of width w, height h and mean slope s = h / w, with the slopes d_0 and d_1 at its knots and t
/// = (x - x_0) / w,
///     y = y_0 + h (s t^2 + d_0 t (1 - t)) / D,   D = s + (d_0 + d_1 - 2 s) t (1 - t),
///     dy/dx = s^2 (d_1 t^2 + 2 s t (1 - t) + d_0 (1 - t)^2) / D^2.
/// Slopes are continuous, at the ends too, where they are 1. The inverse solves a quadratic equation.
/// Source: Durkan, Bekasov, Murray & Papamakarios, "Neural spline flows", NeurIPS 2019, eqs. 4-8, after
/// Gregory & Delbourgo, IMA J. Numer. Anal. 2 (1982).
class RationalQuadratic {
 public:
  /// @param outputs  [..., 3 bins - 1], unbounded: of the widths, of the heights (shares of 2 B by a softmax)
  ///                 and of the slopes at the inner knots (by a softplus). Zeros make the identity: bins of
  ///                 one size, slopes 1.
  explicit RationalQuadratic(const at::Tensor& outputs);

  struct Value {
    at::Tensor value;      ///< [...]
    at::Tensor log_slope;  ///< [...], log dy/dx, of inverse log dx/dy
  };
  /// @param x  [...], of any size, one an element of `outputs` but for the last axis.
  Value forward(const at::Tensor& x) const;
  Value inverse(const at::Tensor& y) const;

 private:
  struct Bin {
    at::Tensor left, width, bottom, height, slope_left, slope_right;  // [...]
  };
  // The bin of every point; `starts` [..., bins], rising: where bins start along the axis of the points.
  Bin bin_of(const at::Tensor& points, const at::Tensor& starts) const;

  long bins_;
  at::Tensor widths_, heights_;  // [..., bins]
  at::Tensor lefts_, bottoms_;   // [..., bins], where bins start
  at::Tensor slopes_;            // [..., bins + 1], before the softplus; 0 at the ends
};

}  // namespace epi::flow
