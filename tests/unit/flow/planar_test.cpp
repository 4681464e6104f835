#include "flow/planar.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <limits>
#include <vector>

#include "flow/planar_root.h"
#include "flow/tensor_source.h"

namespace epi::flow {
namespace {

constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

at::Tensor doubles(const std::vector<double>& values) {
  return at::tensor(at::ArrayRef<double>(values), at::kDouble);
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().item<double>();
}

/// A layer with these weights: w and u [columns], then b, as the layout has them.
Planar layer(const std::vector<double>& weights, at::ScalarType dtype = at::kDouble) {
  FlatBinder binder(doubles(weights).to(dtype), at::Tensor(), at::zeros({0}, dtype));
  return Planar(binder, "p", static_cast<long>(weights.size() / 2));
}

const std::vector<double> kTargets = {0.0,  1e-300, -1e-8, 0.3,  -1.0,   2.5,     -7.0,
                                      40.0, -300.0, 1e6,   1e15, -1e300, 0.999999};
// From the steepest fold that a layer can have to a very strong stretch.
const std::vector<double> kSlopes = {Planar::kLeastSlope, 0.01, 0.5, 1.0, 1.0 + 1e-12, 3.0, 1e3, 1e8};

TEST(PlanarRoot, SolvesItsEquationToMachinePrecision) {
  for (const double s : kSlopes) {
    const at::Tensor targets = doubles(kTargets);
    const at::Tensor t = planar_root(targets, at::scalar_tensor(s, at::kDouble));
    const at::Tensor left = t + (s - 1.0) * at::tanh(t);
    // The terms of the equation are as large as this, so it can be checked no better.
    const at::Tensor rounding =
        4.0 * kEpsilon * (targets.abs() + std::abs(s - 1.0) * at::tanh(t).abs() + t.abs());
    EXPECT_TRUE(((left - targets).abs() <= rounding).all().item<bool>()) << "s = " << s << "\n"
                                                                         << left - targets;
  }
}

TEST(PlanarRoot, RisesWithItsTarget) {
  for (const double s : kSlopes) {
    const at::Tensor t =
        planar_root(at::linspace(-20.0, 20.0, 1001, at::kDouble), at::scalar_tensor(s, at::kDouble));
    EXPECT_TRUE((t.slice(0, 1) > t.slice(0, 0, 1000)).all().item<bool>()) << s;
  }
}

TEST(PlanarRoot, WhatIsNotFiniteStaysSo) {
  const at::Tensor t = planar_root(doubles({std::nan(""), 1.0}), at::scalar_tensor(0.5, at::kDouble));
  EXPECT_TRUE(std::isnan(t[0].item<double>()));
  EXPECT_TRUE(std::isfinite(t[1].item<double>()));
}

TEST(PlanarRoot, ItsFirstThreeDerivativesAreThoseOfTheImplicitFunction) {
  // With g(t) = t + (s - 1) tanh t and a = s - 1: t' = 1/g', t'' = -g''/g'^3, t''' = (3 g''^2 - g'''
  // g')/g'^5.
  for (const double s : {0.01, 0.4, 5.0}) {
    at::Tensor target = doubles({0.02, -0.4, 1.7});
    target.set_requires_grad(true);
    const at::Tensor t = planar_root(target, at::scalar_tensor(s, at::kDouble));
    const at::Tensor first = torch::autograd::grad({t.sum()}, {target}, {}, true, true)[0];
    const at::Tensor second = torch::autograd::grad({first.sum()}, {target}, {}, true, true)[0];
    const at::Tensor third = torch::autograd::grad({second.sum()}, {target})[0];
    const at::Tensor h = at::tanh(t).detach(), q = 1.0 - h * h;
    const double a = s - 1.0;
    const at::Tensor g1 = 1.0 + a * q, g2 = -2.0 * a * h * q, g3 = -2.0 * a * q * (1.0 - 3.0 * h * h);
    // Relative to the size of the terms: the derivatives are large where g' is small.
    EXPECT_LT(largest(first * g1 - 1.0), 1e-10) << s;
    EXPECT_LT(largest(second * g1.pow(3) + g2), 1e-9 * (1.0 + largest(g2))) << s;
    EXPECT_LT(largest(third * g1.pow(5) - (3.0 * g2 * g2 - g3 * g1)), 1e-8 * (1.0 + largest(g2 * g2))) << s;
  }
}

TEST(Planar, StaysInvertibleWhateverItsWeights) {
  // w.u far below -1, close to it on either side, zero, and far above.
  for (const double u : {-1e4, -30.0, -1.0 - 1e-9, -1.0, -1.0 + 1e-9, -0.5, 0.0, 2.0, 1e4}) {
    for (const at::ScalarType dtype : {at::kDouble, at::kFloat}) {
      Planar planar = layer({1.0, 0.0, u, 0.3, 0.2}, dtype);
      const at::Tensor along = at::linspace(-6.0, 6.0, 121, at::kDouble);
      const at::Tensor x = at::stack({along, 0.5 * along}, 1).to(dtype);
      const Mapped there = planar.forward(x);
      EXPECT_TRUE(there.log_det.isfinite().all().item<bool>()) << u;
      // Nothing is flattened by more than the factor that the header promises, up to rounding.
      EXPECT_GE(there.log_det.min().item<double>(), std::log(Planar::kLeastSlope) - 1e-3) << u;
      const Mapped back = planar.inverse(there.value);
      // The image is rounded to about |u| epsilon, and undoing divides by the slope, >= 1e-3.
      const double epsilon = dtype == at::kDouble ? kEpsilon : 6e-8;
      EXPECT_LT(largest(back.value - x), 4.0 * epsilon * (10.0 + std::abs(u)) / Planar::kLeastSlope) << u;
    }
  }
}

TEST(Planar, AZeroDirectionIsAShift) {
  Planar planar = layer({0.0, 0.0, 0.5, -0.5, 0.7});
  const at::Tensor x = at::zeros({2, 2}, at::kDouble);
  const Mapped there = planar.forward(x);
  EXPECT_LT(largest(there.log_det), 1e-15);
  EXPECT_LT(largest(there.value - std::tanh(0.7) * doubles({0.5, -0.5})), 1e-15);
}

TEST(Planar, FarPointsAreUndone) {
  Planar planar = layer({0.6, -0.8, -0.4, 0.9, 0.1});
  const at::Tensor x = doubles({1e8, -3.0, -1e12, 1e12}).view({2, 2});
  const Mapped there = planar.forward(x);
  EXPECT_LT(largest(there.log_det), 1e-15);  // far from the fold space is only shifted
  EXPECT_LT(largest((planar.inverse(there.value).value - x) / x.abs()), 4.0 * kEpsilon);
}

}  // namespace
}  // namespace epi::flow
