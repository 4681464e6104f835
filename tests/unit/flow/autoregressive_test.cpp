#include "flow/autoregressive.h"

#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "flow/autoregressive_degrees.h"
#include "flow/tensor_source.h"

namespace epi::flow {
namespace {

Autoregressive any_layer(int columns, int hidden_layers, int units, bool reversed) {
  LayoutRecorder layout;
  Autoregressive(layout, "a", columns, hidden_layers, units, reversed);
  std::vector<double> weights(layout.initial_bound.size());
  Random(/*seed=*/7, RandomStream::flow_weights).normal(0, weights);
  FlatBinder binder(at::tensor(at::ArrayRef<double>(weights), at::kDouble), at::Tensor(),
                    at::zeros({0}, at::kDouble));
  return Autoregressive(binder, "a", columns, hidden_layers, units, reversed);
}

// dy_i/dx_j is 0 for every j after i in the layer's order, and with enough units different from 0 for every j
// before.
TEST(Autoregressive, AColumnSeesExactlyTheColumnsBeforeIt) {
  constexpr int kColumns = 5;
  for (const bool reversed : {false, true}) {
    for (const int hidden_layers : {1, 3}) {
      Autoregressive layer = any_layer(kColumns, hidden_layers, 12, reversed);
      at::Tensor x = at::linspace(-1.0, 1.0, kColumns, at::kDouble).unsqueeze(0);
      x.set_requires_grad(true);
      const at::Tensor y = layer.forward(x).value;
      for (long i = 0; i < kColumns; ++i) {
        const at::Tensor row = torch::autograd::grad({y[0][i]}, {x}, {}, /*retain_graph=*/true)[0][0];
        for (long j = 0; j < kColumns; ++j) {
          const bool is_seen = reversed ? j >= i : j <= i;
          EXPECT_EQ(row[j].item<double>() != 0.0, is_seen) << "column " << i << " of " << j;
        }
      }
    }
  }
}

TEST(Autoregressive, StartsAsTheIdentity) {
  LayoutRecorder layout;
  Autoregressive(layout, "a", 3, 2, 6, false);
  std::vector<double> weights(layout.initial_bound.size());
  Random(/*seed=*/7, RandomStream::flow_weights).uniform(0, weights);
  for (std::size_t i = 0; i < weights.size(); ++i) weights[i] *= layout.initial_bound[i];
  FlatBinder binder(at::tensor(at::ArrayRef<double>(weights), at::kDouble), at::Tensor(),
                    at::zeros({0}, at::kDouble));
  Autoregressive layer(binder, "a", 3, 2, 6, false);
  const at::Tensor x = at::linspace(-7.0, 7.0, 60, at::kDouble).view({20, 3});
  EXPECT_TRUE(at::equal(layer.forward(x).value, x));
  EXPECT_TRUE(at::equal(layer.inverse(x).value, x));
}

TEST(AutoregressiveDegrees, FewUnitsSpreadOverAllDegrees) {
  const auto degrees = autoregressive_degrees(9, 2, 4, /*reversed=*/true);
  ASSERT_EQ(degrees.size(), 4U);
  EXPECT_EQ(degrees[0], (std::vector<int>{9, 8, 7, 6, 5, 4, 3, 2, 1}));
  EXPECT_EQ(degrees[1], (std::vector<int>{1, 3, 5, 7}));
  EXPECT_EQ(degrees[2], degrees[1]);
  EXPECT_EQ(degrees[3].size(), 18U);
}

TEST(AutoregressiveDegrees, OnlyAnOutputMustBeLargerThanWhatItSees) {
  EXPECT_EQ(connections({1, 2}, {1, 2}, /*to_outputs=*/false), (std::vector<double>{1, 0, 1, 1}));
  EXPECT_EQ(connections({1, 2}, {1, 2}, /*to_outputs=*/true), (std::vector<double>{0, 0, 1, 0}));
}

}  // namespace
}  // namespace epi::flow
