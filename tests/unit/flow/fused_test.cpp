#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "base/random.h"
#include "flow/flow.h"

// The fused kernels against the eager composition of LibTorch's operations. The latter computes in float64:
// in float32 its own rounding would hide that of the kernels, above all where it must find a point next to an
// edge of the support again.

namespace epi::flow {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  std::string name;
  config::Flow architecture;
  std::vector<Support> support;
};

config::Flow coupled(int masks, int hidden_layers, int units, const std::string& split = "halves") {
  config::Flow flow;
  flow.kind = "real_nvp";
  flow.masks = masks;
  flow.hidden_layers = hidden_layers;
  flow.units = units;
  flow.split = split;
  return flow;
}

config::Flow spline(config::Flow flow, int bins) {
  flow.kind = "spline";
  flow.bins = bins;
  return flow;
}

config::Flow mixed(config::Flow flow, const std::string& mixing) {
  flow.mixing = mixing;
  return flow;
}

config::Flow normalised(config::Flow flow) {
  flow.batch_norm = config::BatchNorm{};
  return flow;
}

config::Flow planar(int layers) {
  config::Flow flow;
  flow.kind = "planar";
  flow.layers = layers;
  return flow;
}

const std::vector<Support> kEveryKind{{-10, 10}, {0, kInfinity}, {-kInfinity, kInfinity}, {-kInfinity, 3}};

// Sizes around the blocks of the kernels: 4 rows, a tile of 64 or 32 samples.
std::vector<Case> cases() {
  const std::vector<Support> plain(8);
  return {
      {"2x15 of 4", coupled(4, 2, 15), kEveryKind},
      {"2x10 of 2", coupled(4, 2, 10), {{0, 1}, {-2, 5}}},
      {"1x1 of 3", coupled(3, 1, 1), {{0, 1}, {}, {0, kInfinity}}},
      {"3x6 of 5, single", coupled(5, 3, 6, "single"), {{0, 1}, {}, {0, kInfinity}, {}, {-1, 1}}},
      {"no coupling", coupled(0, 1, 4), kEveryKind},
      {"one parameter", coupled(4, 1, 4), {{0.01, 8}}},
      {"batch normalisation", normalised(coupled(4, 2, 7)), kEveryKind},
      {"10 planar of 8", planar(10), plain},
      {"1x5 of 70", coupled(2, 1, 5), std::vector<Support>(70)},
      {"spline of 8 bins", spline(coupled(4, 2, 15), 8), kEveryKind},
      {"spline of 8 bins, single", spline(coupled(5, 1, 6, "single"), 8), {{0, 1}, {}, {0, kInfinity}}},
      {"spline of 2 bins", spline(coupled(2, 2, 7), 2), {{0, 1}, {}}},
      {"spline of 13 bins", spline(coupled(2, 1, 5), 13), plain},
      {"linear mixing", mixed(coupled(3, 1, 5), "linear"), kEveryKind},
      {"linear mixing of 11", mixed(spline(coupled(3, 1, 5), 4), "linear"), std::vector<Support>(11)},
      {"linear mixing, normalised", mixed(normalised(coupled(3, 1, 5)), "linear"), {{}, {0, 1}}},
      {"linear mixing of too many", mixed(coupled(2, 1, 3), "linear"), std::vector<Support>(65)},
      {"permutation", mixed(coupled(6, 1, 5), "permutation"), kEveryKind},
      {"permutation of singles", mixed(coupled(7, 1, 5, "single"), "permutation"), {{}, {0, 1}, {}}},
      {"3 planar of 1", planar(3), {{-1, 4}}},
  };
}

FlowSpec spec_of(const Case& c, const std::string& precision) {
  FlowSpec spec{c.architecture, {}, c.support};
  spec.architecture.precision = precision;
  for (std::size_t j = 0; j < c.support.size(); ++j) spec.names.push_back("z" + std::to_string(j));
  return spec;
}

// Weights at which every layer does something, and which leave most samples away from the edges of the
// support.
FlowState any_state(const FlowSpec& spec) {
  const FlowLayout layout = layout_of(spec);
  FlowState state{std::vector<double>(static_cast<std::size_t>(layout.n_weights)), layout.initial_moments};
  Random(/*seed=*/11, RandomStream::flow_weights).uniform(0, state.weights);
  for (double& w : state.weights) w = 0.3 * (w - 0.5);
  return state;
}

Matrix normal_matrix(std::int64_t rows, std::int64_t columns, std::uint64_t position) {
  Matrix m(rows, columns);
  Random(/*seed=*/3, RandomStream::training_base).normal(position, m.values());
  return m;
}

std::vector<double> normal_vector(std::int64_t n, std::uint64_t position) {
  std::vector<double> v(static_cast<std::size_t>(n));
  Random(/*seed=*/5, RandomStream::training_base).normal(position, v);
  return v;
}

double largest(std::span<const double> values) {
  double most = 0.0;
  for (const double v : values) most = std::max(most, std::abs(v));
  return most;
}

// Relative to the largest of the expected numbers.
void expect_equal(std::span<const double> computed, std::span<const double> expected, double tolerance,
                  const std::string& what) {
  ASSERT_EQ(computed.size(), expected.size()) << what;
  const double scale = std::max(1.0, largest(expected));
  for (std::size_t i = 0; i < computed.size(); ++i)
    ASSERT_NEAR(computed[i], expected[i], tolerance * scale) << what << ", element " << i;
}

struct Both {
  TrainableFlow fused, eager;
};

class Fused : public testing::TestWithParam<std::string> {
 protected:
  double tolerance() const { return GetParam() == "float64" ? 1e-11 : 1e-5; }

  template <class Check>
  void everywhere(Check check) {
    for (const Case& c : cases()) {
      const FlowSpec spec = spec_of(c, GetParam());
      const FlowState state = any_state(spec);
      for (const std::int64_t n : {1, 31, 64, 130, 300}) {
        if (n == 1 && c.architecture.batch_norm) continue;  // has no variance
        SCOPED_TRACE(c.name + ", " + std::to_string(n) + " samples");
        Both both{TrainableFlow(spec, state), TrainableFlow(spec_of(c, "float64"), state, Arithmetic::eager)};
        check(both, normal_matrix(n, static_cast<std::int64_t>(c.support.size()), 0));
        if (HasFatalFailure()) return;
      }
    }
  }
};

TEST_P(Fused, DrawsWhatTheEagerFlowDraws) {
  everywhere([this](Both& both, const Matrix& base) {
    const Draw &fused = both.fused.forward(base), &eager = both.eager.forward(base);
    expect_equal(fused.z.values(), eager.z.values(), tolerance(), "z");
    expect_equal(fused.log_prob, eager.log_prob, tolerance(), "log q");
    expect_equal(both.fused.state().moments, both.eager.state().moments, tolerance(), "moments");
  });
}

void expect_same_gradient(Both& both, const Matrix& base, EntropyGradient how, double tolerance) {
  const Matrix of_z = normal_matrix(base.rows(), base.cols(), 1);
  const std::vector<double> of_log_prob = normal_vector(base.rows(), 2);
  std::vector<double> fused(both.fused.state().weights.size()), eager(fused.size());
  both.fused.forward(base);
  both.fused.backward(of_z, of_log_prob, fused, how);
  both.eager.forward(base);
  both.eager.backward(of_z, of_log_prob, eager, how);
  expect_equal(fused, eager, tolerance, "gradient");
}

TEST_P(Fused, TotalGradientIsTheEagerOne) {
  everywhere([this](Both& both, const Matrix& base) {
    expect_same_gradient(both, base, EntropyGradient::total, tolerance());
  });
}

TEST_P(Fused, PathGradientIsTheEagerOne) {
  everywhere([this](Both& both, const Matrix& base) {
    if (both.fused.spec().architecture.batch_norm) return;
    expect_same_gradient(both, base, EntropyGradient::path, tolerance());
  });
}

TEST_P(Fused, ScoreIsTheEagerOne) {
  everywhere([this](Both& both, const Matrix& base) {
    if (!config::fits_by_likelihood(both.fused.spec().architecture)) return;
    const std::vector<double> of_log_prob = normal_vector(base.rows(), 2);
    std::vector<double> fused(both.fused.state().weights.size()), eager(fused.size());
    both.fused.forward(base);
    both.fused.score(of_log_prob, fused);
    both.eager.forward(base);
    both.eager.score(of_log_prob, eager);
    expect_equal(fused, eager, tolerance(), "score");
  });
}

TEST_P(Fused, LikelihoodIsTheEagerOne) {
  everywhere([this](Both& both, const Matrix& base) {
    if (!config::fits_by_likelihood(both.fused.spec().architecture)) return;
    const Matrix z = FrozenFlow(both.fused.spec(), both.fused.state()).sample_and_log_prob(base).z;
    std::vector<double> fused(both.fused.state().weights.size()), eager(fused.size());
    const double fused_loss = both.fused.negative_log_likelihood(z, fused);
    const double eager_loss = both.eager.negative_log_likelihood(z, eager);
    EXPECT_NEAR(fused_loss, eager_loss, tolerance() * (1.0 + std::abs(eager_loss)));
    expect_equal(fused, eager, tolerance(), "gradient");
  });
}

// A smaller batch after a larger one meets memory that is not empty.
TEST_P(Fused, ABatchDoesNotSeeTheOneBefore) {
  const FlowSpec spec = spec_of(cases().front(), GetParam());
  TrainableFlow used(spec, any_state(spec)), fresh(spec, any_state(spec));
  const Matrix large = normal_matrix(300, 4, 0), small = normal_matrix(37, 4, 3);
  const std::vector<double> ones(37, 1.0);
  std::vector<double> first(used.state().weights.size()), second(first.size());
  used.forward(large);
  used.forward(small);
  used.backward(small, ones, first);
  fresh.forward(small);
  fresh.backward(small, ones, second);
  EXPECT_EQ(first, second);
}

INSTANTIATE_TEST_SUITE_P(Precision, Fused, testing::Values("float64", "float32"),
                         [](const auto& precision) { return precision.param; });

}  // namespace
}  // namespace epi::flow
