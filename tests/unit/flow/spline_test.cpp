#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <limits>
#include <vector>

#include "base/random.h"
#include "flow/rational_quadratic.h"
#include "flow/spline_constants.h"
#include "flow/spline_coupling.h"

namespace epi::flow {
namespace {

constexpr double kBound = spline::kBound;
constexpr int kBins = 8;

at::Tensor doubles(const std::vector<double>& values) {
  return at::tensor(at::ArrayRef<double>(values), at::kDouble);
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().item<double>();
}

/// Outputs of a conditioner for `points` splines of `kBins` bins.   @param size  their spread.
at::Tensor any_outputs(long points, double size) {
  std::vector<double> values(static_cast<std::size_t>(points * (3 * kBins - 1)));
  Random(/*seed=*/9, RandomStream::flow_weights).normal(0, values);
  return size * doubles(values).view({points, 3 * kBins - 1});
}

/// The knots of one spline, ends included, computed apart from it.
std::vector<double> knots_of(const at::Tensor& outputs) {
  std::vector<double> knots{-kBound};
  double total = 0.0;
  for (int i = 0; i < kBins; ++i) total += std::exp(outputs[i].item<double>());
  for (int i = 0; i < kBins; ++i) {
    const double share = std::exp(outputs[i].item<double>()) / total;
    knots.push_back(knots.back() +
                    2.0 * kBound * (spline::kLeastShare + (1.0 - kBins * spline::kLeastShare) * share));
  }
  return knots;
}

TEST(RationalQuadratic, OutputsOfZeroMakeTheIdentity) {
  const at::Tensor x = at::linspace(-8.0, 8.0, 97, at::kDouble);
  const RationalQuadratic spline(at::zeros({97, 3 * kBins - 1}, at::kDouble));
  EXPECT_LT(largest(spline.forward(x).value - x), 1e-14);
  EXPECT_LT(largest(spline.forward(x).log_slope), 1e-14);
  EXPECT_LT(largest(spline.inverse(x).value - x), 1e-14);
}

TEST(RationalQuadratic, PassesThroughItsKnotsWithItsSlopes) {
  const at::Tensor outputs = any_outputs(1, 1.0)[0];
  const std::vector<double> x = knots_of(outputs), y = knots_of(outputs.narrow(0, kBins, kBins));
  const auto n = static_cast<long>(x.size());
  const RationalQuadratic spline(outputs.expand({n, 3 * kBins - 1}));
  const RationalQuadratic::Value at = spline.forward(doubles(x));
  EXPECT_LT(largest(at.value - doubles(y)), 1e-12);
  for (int i = 0; i <= kBins; ++i) {
    const bool inner = i > 0 && i < kBins;
    const double raw = inner ? outputs[2 * kBins + i - 1].item<double>() : 0.0;
    const double slope = inner ? spline::kLeastSlope + std::log1p(std::exp(raw + spline::kSlopeOffset)) : 1.0;
    EXPECT_NEAR(at.log_slope[i].item<double>(), std::log(slope), 1e-10) << "knot " << i;
  }
}

// On both sides of a knot, and just inside and outside of the ends, value and slope agree.
TEST(RationalQuadratic, ValueAndSlopeAreContinuousAtTheKnotsAndTheEnds) {
  const at::Tensor outputs = any_outputs(1, 1.0)[0];
  for (const double knot : knots_of(outputs)) {
    const RationalQuadratic spline(outputs.expand({2, 3 * kBins - 1}));
    const RationalQuadratic::Value at = spline.forward(doubles({knot - 1e-9, knot + 1e-9}));
    EXPECT_LT(largest(at.value[0] - at.value[1]), 1e-7) << knot;
    EXPECT_LT(largest(at.log_slope[0] - at.log_slope[1]), 1e-5) << knot;
  }
}

// Shares from the least to nearly everything, slopes from the least to 60.
TEST(RationalQuadratic, InverseUndoesForwardForExtremeSplines) {
  for (const double size : {0.1, 1.0, 5.0, 20.0}) {
    const long n = 400;
    const RationalQuadratic spline(any_outputs(n, size));
    const at::Tensor x = at::linspace(-6.0, 6.0, n, at::kDouble);
    const RationalQuadratic::Value there = spline.forward(x);
    const RationalQuadratic::Value back = spline.inverse(there.value);
    // In y, where nothing is flat: a point of a flat bin is not told from its neighbours.
    EXPECT_LT(largest(spline.forward(back.value).value - there.value), 1e-12) << size;
    EXPECT_TRUE(back.log_slope.isfinite().all().item<bool>()) << size;
    if (size < 2.0) {
      EXPECT_LT(largest(back.value - x), 1e-11) << size;
      EXPECT_LT(largest(back.log_slope + there.log_slope), 1e-10) << size;
    }
  }
}

// Where a bin goes from a steep knot to a flat one, the textbook form of the discriminant is the difference
// of much larger numbers; ours is a sum of squares.
TEST(RationalQuadratic, FloatsGoBackFromAFlatKnotOppositeASteepOne) {
  const long n = 4000;
  for (const double steep : {40.0, 100.0, 340.0, 1000.0}) {
    for (const bool first : {true, false}) {
      // The middle one of three bins lies between -1.163 and 1.163.
      const at::Tensor outputs = doubles({0, 0, 0, 0, -0.5, 0, first ? steep : -20.0, first ? -20.0 : steep});
      const RationalQuadratic spline(outputs.to(at::kFloat).expand({n, 8}));
      const at::Tensor y = (first ? 1.0 : -1.0) * at::linspace(1.1620, 1.1640, n, at::kFloat);
      const RationalQuadratic::Value back = spline.inverse(y);
      EXPECT_TRUE(back.value.isfinite().all().item<bool>()) << steep;
      EXPECT_TRUE(back.log_slope.isfinite().all().item<bool>()) << steep;
      // All of y is next to a slope of less than 1: its own rounding, and that of x.
      EXPECT_LT(largest(spline.forward(back.value).value - y), 2e-6) << steep;
    }
  }
}

TEST(RationalQuadratic, Rises) {
  const long n = 4001;
  for (const double size : {1.0, 10.0, 100.0}) {
    const RationalQuadratic spline(any_outputs(1, size).expand({n, 3 * kBins - 1}));
    const at::Tensor y = spline.forward(at::linspace(-6.0, 6.0, n, at::kDouble)).value;
    EXPECT_TRUE((y.slice(0, 1) >= y.slice(0, 0, n - 1)).all().item<bool>()) << size;
  }
}

TEST(RationalQuadratic, EveryPointHasAFiniteImageSlopeAndGradient) {
  for (const at::ScalarType dtype : {at::kFloat, at::kDouble}) {
    for (const double size : {1.0, 30.0, 1e4}) {
      std::vector<double> points = knots_of(any_outputs(1, 0.0)[0]);
      for (const double far : {5.0, std::nextafter(5.0, 0.0), std::nextafter(5.0, 6.0), 1e3, 1e30}) {
        points.push_back(far);
        points.push_back(-far);
      }
      const auto n = static_cast<long>(points.size());
      at::Tensor outputs = any_outputs(1, size).expand({n, 3 * kBins - 1}).to(dtype).contiguous();
      outputs.set_requires_grad(true);
      at::Tensor x = doubles(points).to(dtype);
      x.set_requires_grad(true);
      for (const bool forward : {true, false}) {
        const RationalQuadratic spline(outputs);
        const RationalQuadratic::Value at = forward ? spline.forward(x) : spline.inverse(x);
        EXPECT_EQ(at.value.scalar_type(), dtype);
        const std::vector<at::Tensor> gradient =
            torch::autograd::grad({at.value.sum() + at.log_slope.sum()}, {x, outputs});
        for (const at::Tensor& tensor : {at.value, at.log_slope, gradient[0], gradient[1]})
          EXPECT_TRUE(tensor.isfinite().all().item<bool>()) << size << (forward ? " forward" : " inverse");
      }
    }
  }
}

TEST(SplineCoupling, StartsAsTheIdentity) {
  const std::vector<bool> mask{true, false, false};
  LayoutRecorder layout;
  SplineCoupling(layout, "c", mask, 2, 6, kBins);
  std::vector<double> weights(layout.initial_bound.size());
  Random(/*seed=*/7, RandomStream::flow_weights).uniform(0, weights);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] *= layout.initial_bound[i];
  FlatBinder binder(doubles(weights), at::Tensor(), at::zeros({0}, at::kDouble));
  SplineCoupling coupling(binder, "c", mask, 2, 6, kBins);
  const at::Tensor x = at::linspace(-7.0, 7.0, 60, at::kDouble).view({20, 3});
  EXPECT_LT(largest(coupling.forward(x).value - x), 1e-14);
  EXPECT_LT(largest(coupling.forward(x).log_det), 1e-14);
}

}  // namespace
}  // namespace epi::flow
