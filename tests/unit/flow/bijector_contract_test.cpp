// One contract for every bijector: a new one is a line in kCases.

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <ostream>
#include <string>

#include "base/random.h"
#include "flow/affine.h"
#include "flow/affine_coupling.h"
#include "flow/autoregressive.h"
#include "flow/batch_norm.h"
#include "flow/flow_engine.h"
#include "flow/flow_factory.h"
#include "flow/linear_mixing.h"
#include "flow/mixing.h"
#include "flow/permutation.h"
#include "flow/planar.h"
#include "flow/spline_coupling.h"
#include "flow/support_map.h"
#include "flow/tensor_source.h"

namespace epi::flow {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr long kRows = 7;

using Build = std::function<std::unique_ptr<Bijector>(TensorSource&)>;
struct Case {
  std::string name;
  long columns;
  Build build;
};

void PrintTo(const Case& c, std::ostream* out) {
  *out << c.name;
}

FlowSpec mixed_real_nvp(bool batch_norm) {
  config::Flow architecture;
  architecture.masks = batch_norm ? 3 : 6;  // every normalisation spreads the points further
  architecture.units = 5;
  if (batch_norm) architecture.batch_norm = config::BatchNorm{};
  return {architecture,
          {"a", "b", "c", "d"},
          {{-10, 10}, {0, kInfinity}, {-kInfinity, 2}, {-kInfinity, kInfinity}}};
}

FlowSpec mixed_planar() {
  FlowSpec spec = mixed_real_nvp(false);
  spec.architecture.kind = "planar";
  spec.architecture.layers = 5;
  return spec;
}

FlowSpec mixed_spline() {
  FlowSpec spec = mixed_real_nvp(false);
  spec.architecture.kind = "spline";
  spec.architecture.masks = 4;
  return spec;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = {
      {"Affine", 3, [](TensorSource& s) { return std::make_unique<Affine>(s, 3); }},
      {"AffineCoupling", 3,
       [](TensorSource& s) {
         return std::make_unique<AffineCoupling>(s, "c", std::vector<bool>{true, false, true}, 2, 6);
       }},
      {"SplineCoupling", 3,
       [](TensorSource& s) {
         return std::make_unique<SplineCoupling>(s, "c", std::vector<bool>{false, true, false}, 2, 6, 8);
       }},
      {"SplineCouplingOfTwoBins", 2,
       [](TensorSource& s) {
         return std::make_unique<SplineCoupling>(s, "c", std::vector<bool>{true, false}, 1, 6, 2);
       }},
      {"LinearMixing", 4, [](TensorSource& s) { return std::make_unique<LinearMixing>(s, "m", 4); }},
      {"Permutation", 4, [](TensorSource&) { return std::make_unique<Permutation>(mixed_order(0, 4)); }},
      {"Autoregressive", 3,
       [](TensorSource& s) { return std::make_unique<Autoregressive>(s, "a", 3, 2, 6, false); }},
      {"AutoregressiveReversed", 5,
       [](TensorSource& s) { return std::make_unique<Autoregressive>(s, "a", 5, 1, 3, true); }},
      {"FrozenBatchNorm", 3,
       [](TensorSource& s) { return std::make_unique<BatchNorm>(s, "n", 3, 0.9, BatchNorm::Mode::frozen); }},
      {"SupportMapReal", 2,
       [](TensorSource&) { return std::make_unique<SupportMap>(std::vector<Support>(2)); }},
      {"SupportMapMixed", 4,
       [](TensorSource&) {
         return std::make_unique<SupportMap>(
             std::vector<Support>{{-10, 10}, {0, kInfinity}, {-kInfinity, 2}, {-kInfinity, kInfinity}});
       }},
      {"Planar", 3, [](TensorSource& s) { return std::make_unique<Planar>(s, "p", 3); }},
      {"PlanarFlow", 4,
       [](TensorSource& s) { return build_bijector(mixed_planar(), s, BatchNorm::Mode::frozen); }},
      {"SplineFlow", 4,
       [](TensorSource& s) { return build_bijector(mixed_spline(), s, BatchNorm::Mode::frozen); }},
      {"LinearlyMixedFlow", 4,
       [](TensorSource& s) {
         FlowSpec spec = mixed_real_nvp(false);
         spec.architecture.masks = 4;
         spec.architecture.mixing = "linear";
         return build_bijector(spec, s, BatchNorm::Mode::frozen);
       }},
      {"PermutedFlow", 4,
       [](TensorSource& s) {
         FlowSpec spec = mixed_real_nvp(false);
         spec.architecture.mixing = "permutation";
         return build_bijector(spec, s, BatchNorm::Mode::frozen);
       }},
      {"AutoregressiveFlow", 4,
       [](TensorSource& s) {
         FlowSpec spec = mixed_real_nvp(false);
         spec.architecture.kind = "autoregressive";
         spec.architecture.masks = 3;
         return build_bijector(spec, s, BatchNorm::Mode::frozen);
       }},
      {"RealNvp", 4,
       [](TensorSource& s) { return build_bijector(mixed_real_nvp(false), s, BatchNorm::Mode::frozen); }},
      {"RealNvpOfSingleColumns", 4,
       [](TensorSource& s) {
         FlowSpec spec = mixed_real_nvp(false);
         spec.architecture.split = "single";
         return build_bijector(spec, s, BatchNorm::Mode::frozen);
       }},
      {"RealNvpWithBatchNorm", 4,
       [](TensorSource& s) { return build_bijector(mixed_real_nvp(true), s, BatchNorm::Mode::frozen); }},
  };
  return kCases;
}

// Any weights: what holds must hold for all that leave points within eight standard deviations, beyond which
// an interval's edge is all that a double can tell. Running variances must be positive, so moments lie in
// (0.5, 1.5).
at::Tensor any_numbers(std::size_t n, std::uint64_t position, double scale, double shift) {
  std::vector<double> values(n);
  Random(/*seed=*/7, RandomStream::flow_weights).uniform(position, values);
  for (double& v : values) v = scale * v + shift;
  return at::tensor(at::ArrayRef<double>(values), at::kDouble);
}

std::unique_ptr<Bijector> with_any_weights(const Case& c, at::ScalarType dtype = at::kDouble) {
  LayoutRecorder layout;
  c.build(layout);
  FlatBinder binder(any_numbers(layout.initial_bound.size(), 0, 0.8, -0.4).to(dtype), at::Tensor(),
                    any_numbers(layout.initial_moment.size(), 1, 1.0, 0.5).to(dtype));
  return c.build(binder);
}

at::Tensor any_input(long columns) {
  std::vector<double> values(static_cast<std::size_t>(kRows * columns));
  Random(/*seed=*/7, RandomStream::training_base).normal(0, values);
  return at::tensor(at::ArrayRef<double>(values), at::kDouble).view({kRows, columns});
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().item<double>();
}

class BijectorContract : public testing::TestWithParam<Case> {};

TEST_P(BijectorContract, InverseUndoesForward) {
  const auto bijector = with_any_weights(GetParam());
  const at::Tensor x = any_input(GetParam().columns);
  const Mapped there = bijector->forward(x);
  const Mapped back = bijector->inverse(there.value);
  EXPECT_LT(largest(back.value - x), 1e-9);  // rounding times the condition of a few layers
  EXPECT_LT(largest(back.log_det + there.log_det), 1e-9);
}

TEST_P(BijectorContract, LogDeterminantIsThatOfTheAutogradJacobian) {
  const auto bijector = with_any_weights(GetParam());
  const long columns = GetParam().columns;
  at::Tensor x = any_input(columns);
  x.set_requires_grad(true);
  const Mapped mapped = bijector->forward(x);
  std::vector<at::Tensor> rows;  // rows of every sample's Jacobian
  for (long j = 0; j < columns; ++j) {
    rows.push_back(
        torch::autograd::grad({mapped.value.select(1, j).sum()}, {x}, {}, /*retain_graph=*/true)[0].detach());
  }
  const at::Tensor jacobian = at::stack(rows, 1);
  const at::Tensor log_det = at::log(at::abs(at::linalg_det(jacobian)));
  EXPECT_LT(largest(log_det - mapped.log_det.detach()), 1e-9);
}

// What training needs, forwards and at given points: sums of all outputs, weighted, by inputs and by weights.
at::Tensor weighted_sum(const Mapped& mapped) {
  const at::Tensor weight = at::arange(1, mapped.value.size(1) + 1, at::kDouble);
  return (mapped.value * weight).sum() + 0.7 * mapped.log_det.sum();
}

TEST_P(BijectorContract, GradientsAreThoseOfFiniteDifferences) {
  const Case& c = GetParam();
  LayoutRecorder layout;
  c.build(layout);
  const at::Tensor weights = any_numbers(layout.initial_bound.size(), 0, 0.8, -0.4);
  const at::Tensor gradient = at::zeros_like(weights);
  FlatBinder binder(weights, gradient, any_numbers(layout.initial_moment.size(), 1, 1.0, 0.5));
  const auto bijector = c.build(binder);
  const at::Tensor base = any_input(c.columns);
  const at::Tensor image = bijector->forward(base).value.detach();
  for (const bool forward : {true, false}) {
    at::Tensor x = (forward ? base : image).clone().set_requires_grad(true);
    const auto map = [&](const at::Tensor& at) {
      return forward ? bijector->forward(at) : bijector->inverse(at);
    };
    gradient.zero_();
    const at::Tensor sum = weighted_sum(map(x));
    torch::autograd::backward({sum}, {at::ones_like(sum)});
    const at::NoGradGuard no_grad;
    const auto expect_slope = [&](const at::Tensor& flat, long i, double slope, const char* of) {
      double* const at = flat.data_ptr<double>() + i;
      const double kept = *at;
      // Short where the map is steep: next to an edge of the support.
      const double step = 1e-6 / std::max(1.0, std::abs(slope));
      const double right = kept + step, left = kept - step;
      *at = right;
      const double above = weighted_sum(map(x)).item<double>();
      *at = left;
      const double below = weighted_sum(map(x)).item<double>();
      *at = kept;
      EXPECT_NEAR((above - below) / (right - left), slope, 1e-5 * (1.0 + std::abs(slope)))
          << of << " " << i << (forward ? ", forward" : ", inverse");
    };
    const at::Tensor flat = x.detach().view(-1), slopes = x.grad().contiguous().view(-1);
    for (long i = 0; i < flat.numel(); ++i) expect_slope(flat, i, slopes[i].item<double>(), "input");
    for (long i = 0; i < weights.numel(); i += 3)
      expect_slope(weights, i, gradient[i].item<double>(), "weight");
  }
}

TEST_P(BijectorContract, RowsAreIndependent) {
  const auto bijector = with_any_weights(GetParam());
  const at::Tensor x = any_input(GetParam().columns);
  at::Tensor spoiled = x.clone();
  spoiled.select(0, 3).fill_(std::numeric_limits<double>::quiet_NaN());
  const Mapped clean = bijector->forward(x);
  const Mapped beside_nan = bijector->forward(spoiled);
  for (long i = 0; i < kRows; ++i) {
    if (i == 3) continue;
    EXPECT_LT(largest(clean.value.select(0, i) - beside_nan.value.select(0, i)), 1e-12) << "row " << i;
  }
}

TEST_P(BijectorContract, Float32StaysFloat32AndCloseToFloat64) {
  const at::Tensor x = any_input(GetParam().columns);
  const Mapped exact = with_any_weights(GetParam())->forward(x);
  const auto bijector = with_any_weights(GetParam(), at::kFloat);
  const Mapped rounded = bijector->forward(x.to(at::kFloat));
  const Mapped back = bijector->inverse(rounded.value);
  for (const at::Tensor& tensor : {rounded.value, rounded.log_det, back.value, back.log_det})
    EXPECT_EQ(tensor.scalar_type(), at::kFloat);
  // Rounding of 6e-8 times values up to ten and the condition of a few layers; going back through a support
  // map loses most, where values lie close to an edge.
  EXPECT_LT(largest(rounded.value - exact.value), 1e-4);
  EXPECT_LT(largest(rounded.log_det - exact.log_det), 1e-4);
  EXPECT_LT(largest(back.value - x), 1e-2);
}

TEST_P(BijectorContract, FarInputsHaveFiniteImagesAndDensities) {
  for (const at::ScalarType dtype : {at::kDouble, at::kFloat}) {
    const auto bijector = with_any_weights(GetParam(), dtype);
    for (const double size : {30.0, 1e3, 1e6}) {
      const Mapped far = bijector->forward((size * any_input(GetParam().columns)).to(dtype));
      EXPECT_TRUE(far.value.isfinite().all().item<bool>()) << size;
      EXPECT_TRUE(far.log_det.isfinite().all().item<bool>()) << size;
      const Mapped back = bijector->inverse(far.value);
      EXPECT_TRUE(back.value.isfinite().all().item<bool>()) << size;
      EXPECT_TRUE(back.log_det.isfinite().all().item<bool>()) << size;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Every, BijectorContract, testing::ValuesIn(cases()),
                         [](const auto& case_info) { return case_info.param.name; });

TEST(SupportMap, InverseUndoesForwardAtTheEdgesOfTheSupport) {
  SupportMap map({{-10, 10}, {0, kInfinity}, {-kInfinity, 2}});
  // From deep inside to where a double can just tell the point from the edge.
  for (const double u : {0.0, 5.0, 20.0, 30.0, -30.0, -300.0, 300.0}) {
    const at::Tensor z = map.forward(at::full({1, 3}, u, at::kDouble)).value;
    EXPECT_TRUE((z >= at::tensor({-10.0, 0.0, -kInfinity}, at::kDouble)).all().item<bool>()) << u;
    EXPECT_TRUE((z <= at::tensor({10.0, kInfinity, 2.0}, at::kDouble)).all().item<bool>()) << u;
    const Mapped back = map.inverse(z);
    EXPECT_TRUE(back.value.isfinite().all().item<bool>()) << u;
    EXPECT_TRUE(back.log_det.isfinite().all().item<bool>()) << u;
    EXPECT_LT(largest(map.forward(back.value).value - z), 1e-13 * std::max(1.0, std::abs(u))) << u;
  }
}

TEST(BatchNorm, TrainingNormalisesTheBatchAndMovesItsRunningMoments) {
  LayoutRecorder layout;
  BatchNorm(layout, "n", 3, 0.9, BatchNorm::Mode::training);
  const at::Tensor moments = at::tensor(at::ArrayRef<double>(layout.initial_moment), at::kDouble);
  FlatBinder binder(at::zeros({0}, at::kDouble), at::Tensor(), moments);
  BatchNorm norm(binder, "n", 3, 0.9, BatchNorm::Mode::training);
  const at::Tensor x = 3.0 * any_input(3) + 5.0;
  const at::Tensor y = norm.forward(x).value;
  EXPECT_LT(largest(y.mean(0)), 1e-12);
  EXPECT_LT(largest(y.square().mean(0) - 1.0), 1e-4);                    // epsilon keeps it just below 1
  EXPECT_LT(largest(moments.narrow(0, 0, 3) - 0.1 * x.mean(0)), 1e-12);  // 0.9 * 0 + 0.1 * mean
}

}  // namespace
}  // namespace epi::flow
