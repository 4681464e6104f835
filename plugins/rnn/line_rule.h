#pragma once

#include <epi/model.hpp>

#include "hermite_sums.h"

// Rules for int f(k + c x) exp(-x^2/2)/sqrt(2 pi) dx where f is a function of tanh. Each has nodes
//   place(i), weight(i) for i = 0, ..., count() - 1, and, for f even in x,
//   pair_place(j), pair_weight(j) for j = 0, ..., pairs() - 1.

namespace rnn {

/// The trapezoidal rule for analytic functions converges exponentially. Functions of tanh have their nearest
/// poles, of order 4 here, at +- i pi/2, so that the spacing h in u = k + c x alone decides how well f is
/// resolved (relative error about 16 (2 pi/h)^3/6 exp(-pi^2/h)), and that in x how well the Gaussian is (2
/// exp(-2 pi^2/h^2)). Source: Trefethen and Weideman (2014), SIAM Review 56, 385-458.
struct Trapezoid {
  double spacing_u, spacing_x;  ///< at most
  double reach;                 ///< nodes up to this |x|
};

/// Relative errors below 1e-6; of 1e-3, small enough for Newton's method; of 1e-1, for finding the basin.
inline constexpr Trapezoid kAccurate{0.4, 0.85, 5.6}, kMiddling{0.7, 1.1, 4.2}, kRough{1.1, 1.3, 3.4};

/// The nodes of the trapezoidal rule for each lane, given its c. Lanes need different numbers of nodes; those
/// that a lane does not need weigh exactly nothing there, so that its sums do not depend on its neighbours.
template <class R>
class LineNodes {
 public:
  static constexpr int kMostPairs =
      301;  // bounds the time that absurd parameters take; their spacing is wider

  /// @param vanishes  f(u) is negligible beyond this |u - k|
  LineNodes(const Trapezoid& rule, const R& c, double vanishes = kInfinity) {
    const R reach = min(R(vanishes) / c, R(rule.reach));  // a lane without a number gets rule.reach
    spacing_ = min(R(rule.spacing_u) / c, R(rule.spacing_x));
    spacing_ = max(spacing_, reach / R(kMostPairs - 1));
    half_ = reach / spacing_;
    for (int lane = 0; lane < R::kWidth; ++lane) {
      const int needed = static_cast<int>(half_.lane(lane));
      most_ = needed > most_ ? needed : most_;
    }
    if (most_ >= kMostPairs) most_ = kMostPairs - 1;
  }

  int count() const { return 2 * most_ + 1; }
  R place(int i) const { return spacing_ * R(i - most_); }
  R weight(int i) const { return weight_at(i < most_ ? most_ - i : i - most_); }

  int pairs() const { return most_ + 1; }
  R pair_place(int j) const { return spacing_ * R(j); }
  R pair_weight(int j) const { return (j == 0 ? 1.0 : 2.0) * weight_at(j); }

 private:
  R weight_at(int distance) const {
    const R x = spacing_ * R(distance);
    const R inside = spacing_ * (0.39894228040143267794 * exp(-0.5 * (x * x)));  // 1/sqrt(2 pi)
    return select(R(distance) <= half_, inside, R(0));
  }

  R spacing_, half_;
  int most_ = 1;
};

/// Those of Gauss and Hermite, without the ones that weigh nothing beside the others.
template <class R>
class HermiteNodes {
 public:
  static constexpr int kMostPairs = HermiteRule::kNodes / 2;

  HermiteNodes(const HermiteRule& rule, const R&) : rule_(rule) {
    while (rule.weight(first_) < 1e-17) ++first_;
  }
  int count() const { return HermiteRule::kNodes - 2 * first_; }
  R place(int i) const { return R(rule_.node(first_ + i)); }
  R weight(int i) const { return R(rule_.weight(first_ + i)); }

  int pairs() const { return kMostPairs - first_; }
  R pair_place(int j) const { return R(rule_.node(kMostPairs + j)); }
  R pair_weight(int j) const { return R(2.0 * rule_.weight(kMostPairs + j)); }

 private:
  const HermiteRule& rule_;
  int first_ = 0;
};

}  // namespace rnn
