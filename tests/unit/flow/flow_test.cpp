#include "flow/flow.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"

namespace epi::flow {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

FlowSpec small_spec(const std::string& precision = "float64") {
  config::Flow architecture;
  architecture.kind = "real_nvp";
  architecture.split = "halves";
  architecture.masks = 4;
  architecture.hidden_layers = 1;
  architecture.units = 6;
  architecture.precision = precision;
  return {architecture, {"a", "b", "c"}, {{-10, 10}, {0, kInfinity}, {-kInfinity, kInfinity}}};
}

FlowSpec planar_spec(const std::string& precision = "float64") {
  FlowSpec spec = small_spec(precision);
  spec.architecture.kind = "planar";
  spec.architecture.layers = 6;
  return spec;
}

FlowSpec spline_spec(const std::string& precision = "float64") {
  FlowSpec spec = small_spec(precision);
  spec.architecture.kind = "spline";
  spec.architecture.masks = 2;  // more would push points to where a double cannot tell them from an edge
  return spec;
}

FlowSpec autoregressive_spec(const std::string& precision = "float64") {
  FlowSpec spec = small_spec(precision);
  spec.architecture.kind = "autoregressive";
  return spec;
}

Matrix base_sample(std::int64_t n, std::int64_t columns, std::uint64_t position = 0) {
  Matrix base(n, columns);
  Random(/*seed=*/3, RandomStream::training_base).normal(position, base.values());
  return base;
}

// A flow whose layers all do something.
FlowState any_state(const FlowSpec& spec) {
  const FlowLayout layout = layout_of(spec);
  FlowState state{std::vector<double>(static_cast<std::size_t>(layout.n_weights)), layout.initial_moments};
  Random(/*seed=*/11, RandomStream::flow_weights).uniform(0, state.weights);
  for (double& w : state.weights) w = w - 0.5;
  return state;
}

TEST(Flow, StartsAsTheGaussianOfItsAffineLayer) {
  const FlowSpec spec{config::Flow{}, {"a", "b"}, {Support{}, Support{}}};
  TrainableFlow flow(spec, /*seed=*/1);
  flow.set_affine(std::vector<double>{2.0, -1.0}, std::vector<double>{0.5, 3.0});
  const FrozenFlow frozen(spec, flow.state());
  const Matrix base = base_sample(100, 2);
  const Draw draw = frozen.sample_and_log_prob(base);
  for (std::int64_t i = 0; i < 100; ++i) {
    EXPECT_NEAR(draw.z(i, 0), 2.0 + 0.5 * base(i, 0), 1e-12);
    EXPECT_NEAR(draw.z(i, 1), -1.0 + 3.0 * base(i, 1), 1e-12);
    const double expected =
        -0.5 * (base(i, 0) * base(i, 0) + base(i, 1) * base(i, 1)) - std::log(2 * M_PI) - std::log(1.5);
    EXPECT_NEAR(draw.log_prob[static_cast<std::size_t>(i)], expected, 1e-12);
  }
}

TEST(Flow, StartsAsACorrelatedGaussian) {
  const FlowSpec spec{config::Flow{}, {"a", "b"}, {Support{}, Support{}}};
  TrainableFlow flow(spec, /*seed=*/1);
  Matrix factor(2, 2);
  factor(0, 0) = 0.5, factor(1, 0) = -1.5, factor(1, 1) = 3.0;
  flow.set_affine(std::vector<double>{2.0, -1.0}, factor);
  const Matrix base = base_sample(100, 2);
  const Draw draw = FrozenFlow(spec, flow.state()).sample_and_log_prob(base);
  for (std::int64_t i = 0; i < 100; ++i) {
    EXPECT_NEAR(draw.z(i, 0), 2.0 + 0.5 * base(i, 0), 1e-12);
    EXPECT_NEAR(draw.z(i, 1), -1.0 - 1.5 * base(i, 0) + 3.0 * base(i, 1), 1e-12);
  }
}

TEST(Flow, DensityIntegratesToOne) {
  // One bounded and one half-bounded parameter: a grid sum of exp(log_prob) is the integral.
  FlowSpec spec = small_spec();
  spec.names.pop_back();
  spec.support.pop_back();
  const FrozenFlow flow(spec, any_state(spec));
  constexpr int kCells = 400;
  constexpr double kReach = 60.0;  // of the half line; the density beyond is below rounding
  Matrix z(static_cast<std::int64_t>(kCells) * kCells, 2);
  for (int i = 0; i < kCells; ++i) {
    for (int j = 0; j < kCells; ++j) {
      z(i * kCells + j, 0) = -10.0 + 20.0 * (i + 0.5) / kCells;
      z(i * kCells + j, 1) = kReach * std::pow((j + 0.5) / kCells, 2);  // finer near the edge
    }
  }
  const std::vector<double> log_prob = flow.log_prob(z);
  double integral = 0.0;
  for (int i = 0; i < kCells; ++i) {
    for (int j = 0; j < kCells; ++j) {
      const double width =
          kReach * (std::pow((j + 1.0) / kCells, 2) - std::pow(static_cast<double>(j) / kCells, 2));
      integral += std::exp(log_prob[static_cast<std::size_t>(i * kCells + j)]) * width * 20.0 / kCells;
    }
  }
  EXPECT_NEAR(integral, 1.0, 2e-3);  // midpoint rule on this grid
}

TEST(Flow, LogProbOfASampleIsTheOneItWasDrawnWith) {
  FlowSpec normalised = small_spec();
  normalised.architecture.batch_norm = config::BatchNorm{};
  for (const FlowSpec& spec :
       {small_spec(), planar_spec(), spline_spec(), autoregressive_spec(), normalised}) {
    const FrozenFlow flow(spec, any_state(spec));
    const Matrix base = base_sample(200, 3);
    const Draw draw = flow.sample_and_log_prob(base);
    const std::vector<double> again = flow.log_prob(draw.z);
    const Matrix back = flow.base_of(draw.z);
    for (std::int64_t i = 0; i < 200; ++i) {
      EXPECT_NEAR(again[static_cast<std::size_t>(i)], draw.log_prob[static_cast<std::size_t>(i)], 1e-8);
      for (std::int64_t j = 0; j < 3; ++j) EXPECT_NEAR(back(i, j), base(i, j), 1e-8);
    }
  }
}

TEST(Flow, WeightGradientAgreesWithFiniteDifferences) {
  FlowSpec normalised = small_spec();
  normalised.architecture.batch_norm = config::BatchNorm{};
  for (const FlowSpec& spec :
       {small_spec(), normalised, planar_spec(), spline_spec(), autoregressive_spec()}) {
    const FlowState state = any_state(spec);
    const Matrix base = base_sample(16, 3);
    const Matrix pull = base_sample(16, 3, /*position=*/1);
    std::vector<double> log_prob_pull(16);
    Random(/*seed=*/3, RandomStream::training_base).normal(2, log_prob_pull);
    const auto objective = [&](const FlowState& at) {
      const Draw draw = TrainableFlow(spec, at).forward(base);
      double sum = 0.0;
      for (std::int64_t i = 0; i < 16; ++i) {
        for (std::int64_t j = 0; j < 3; ++j) sum += pull(i, j) * draw.z(i, j);
        sum += log_prob_pull[static_cast<std::size_t>(i)] * draw.log_prob[static_cast<std::size_t>(i)];
      }
      return sum;
    };
    TrainableFlow flow(spec, state);
    flow.forward(base);
    std::vector<double> gradient(state.weights.size());
    flow.backward(pull, log_prob_pull, gradient);
    constexpr double kStep = 1e-5;
    for (std::size_t k = 0; k < gradient.size(); k += 3) {
      FlowState up = state, down = state;
      up.weights[k] += kStep;
      down.weights[k] -= kStep;
      const double expected = (objective(up) - objective(down)) / (2 * kStep);
      EXPECT_NEAR(gradient[k], expected, 1e-6 * (1.0 + std::abs(expected))) << "weight " << k;
    }
  }
}

std::vector<double> entropy_gradient(TrainableFlow& flow, const Matrix& base, EntropyGradient how,
                                     double z_pull_of_answer = 0.0) {
  const std::int64_t n = base.rows();
  const Draw draw = flow.forward(base);
  Matrix z_gradient(n, base.cols());
  if (z_pull_of_answer != 0.0)  // -d log q / dz of a Gaussian with mean 0.5 and std 2
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < base.cols(); ++j)
        z_gradient(i, j) = z_pull_of_answer * (draw.z(i, j) - 0.5) / 4.0 / static_cast<double>(n);
  std::vector<double> gradient(flow.state().weights.size());
  flow.backward(z_gradient, std::vector<double>(static_cast<std::size_t>(n), 1.0 / static_cast<double>(n)),
                gradient, how);
  return gradient;
}

TEST(Flow, PathAndTotalGradientHaveTheSameExpectation) {
  for (const FlowSpec& spec : {small_spec(), planar_spec()}) {
    TrainableFlow flow(spec, any_state(spec));
    // The noise of the difference, from batches of 2000.
    constexpr int kBatches = 40;
    std::vector<double> mean(flow.state().weights.size(), 0.0), square(mean.size(), 0.0);
    for (int b = 0; b < kBatches; ++b) {
      const Matrix base = base_sample(2000, 3, static_cast<std::uint64_t>(b));
      const std::vector<double> total = entropy_gradient(flow, base, EntropyGradient::total);
      const std::vector<double> path = entropy_gradient(flow, base, EntropyGradient::path);
      for (std::size_t k = 0; k < mean.size(); ++k) {
        mean[k] += (total[k] - path[k]) / kBatches;
        square[k] += (total[k] - path[k]) * (total[k] - path[k]) / kBatches;
      }
    }
    for (std::size_t k = 0; k < mean.size(); ++k) {
      const double error = std::sqrt(square[k] / kBatches);
      EXPECT_LT(std::abs(mean[k]), 5.0 * error + 1e-12) << "weight " << k;  // five standard errors
    }
  }
}

TEST(Flow, PathGradientOfTheAnswerVanishesInEverySample) {
  FlowSpec spec = small_spec();
  spec.support.assign(3, Support{});
  TrainableFlow flow(spec, /*seed=*/1);
  flow.set_affine(std::vector<double>(3, 0.5), std::vector<double>(3, 2.0));
  // The objective E[log q - log p] at q = p, estimated from four samples.
  const Matrix base = base_sample(4, 3);
  double path = 0.0, total = 0.0;
  for (const double g : entropy_gradient(flow, base, EntropyGradient::path, 1.0))
    path = std::max(path, std::abs(g));
  for (const double g : entropy_gradient(flow, base, EntropyGradient::total, 1.0))
    total = std::max(total, std::abs(g));
  EXPECT_LT(path, 1e-12);
  EXPECT_GT(total, 0.1);
}

TEST(Flow, BackwardDoesNotAddToEarlierGradients) {
  const FlowSpec spec = small_spec();
  TrainableFlow flow(spec, any_state(spec));
  const Matrix base = base_sample(8, 3);
  const std::vector<double> ones(8, 1.0);
  std::vector<double> first(flow.state().weights.size()), second(first.size());
  flow.forward(base);
  flow.backward(base, ones, first);
  flow.forward(base);
  flow.backward(base, ones, second);
  EXPECT_EQ(first, second);
}

TEST(Flow, Float32TrainingStaysCloseToFloat64) {
  const FlowState state = any_state(small_spec());
  const Matrix base = base_sample(50, 3);
  const Draw exact = TrainableFlow(small_spec("float64"), state).forward(base);
  const Draw rounded = TrainableFlow(small_spec("float32"), state).forward(base);
  for (std::int64_t i = 0; i < 50; ++i) {
    EXPECT_NEAR(rounded.log_prob[static_cast<std::size_t>(i)], exact.log_prob[static_cast<std::size_t>(i)],
                1e-3);
    for (std::int64_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(rounded.z(i, j), exact.z(i, j), 1e-4 * (1.0 + std::abs(exact.z(i, j))));
    }
  }
}

void expect_derivatives_of_finite_differences(const FlowSpec& spec) {
  const FrozenFlow flow(spec, any_state(spec));
  const Matrix z = flow.sample_and_log_prob(base_sample(5, 3)).z;
  const LogProbDerivatives derivatives = flow.log_prob_derivatives(z, /*with_hessian=*/true);
  constexpr double kStep = 1e-5;
  for (std::int64_t k = 0; k < 3; ++k) {
    Matrix up = z, down = z;
    for (std::int64_t i = 0; i < 5; ++i) up(i, k) += kStep, down(i, k) -= kStep;
    const LogProbDerivatives above = flow.log_prob_derivatives(up, false),
                             below = flow.log_prob_derivatives(down, false);
    for (std::int64_t i = 0; i < 5; ++i) {
      const auto row = static_cast<std::size_t>(i);
      const double slope = (above.log_prob[row] - below.log_prob[row]) / (2 * kStep);
      EXPECT_NEAR(derivatives.gradient(i, k), slope, 1e-5 * (1.0 + std::abs(slope)));
      for (std::int64_t j = 0; j < 3; ++j) {
        const double curvature = (above.gradient(i, j) - below.gradient(i, j)) / (2 * kStep);
        EXPECT_NEAR(derivatives.hessian[row](j, k), curvature, 1e-4 * (1.0 + std::abs(curvature)));
      }
    }
  }
}

TEST(Flow, LogProbDerivativesAgreeWithFiniteDifferences) {
  expect_derivatives_of_finite_differences(small_spec());
}

TEST(Flow, LogProbDerivativesOfASplineAgreeWithFiniteDifferences) {
  expect_derivatives_of_finite_differences(spline_spec());
}

TEST(Flow, LogProbDerivativesOfASequentialInverseAgreeWithFiniteDifferences) {
  expect_derivatives_of_finite_differences(autoregressive_spec());
}

TEST(Flow, LogProbDerivativesOfANumericalInverseAgreeWithFiniteDifferences) {
  expect_derivatives_of_finite_differences(planar_spec());
}

void expect_likelihood_gradient_of_finite_differences(const FlowSpec& spec) {
  const Matrix z = FrozenFlow(spec, any_state(spec)).sample_and_log_prob(base_sample(20, 3)).z;
  TrainableFlow flow(spec, any_state(spec));
  std::vector<double> weights = flow.state().weights;
  std::vector<double> gradient(weights.size()), unused(weights.size());
  double sum = 0.0;
  for (const double log_prob : FrozenFlow(spec, flow.state()).log_prob(z)) sum += log_prob;
  EXPECT_NEAR(flow.negative_log_likelihood(z, gradient), -sum / 20.0, 1e-12);
  constexpr double kStep = 1e-6;
  for (std::size_t i = 0; i < weights.size(); i += 7) {
    const double weight = weights[i];
    const auto loss_at = [&](double value) {
      weights[i] = value;
      flow.set_weights(weights);
      return flow.negative_log_likelihood(z, unused);
    };
    const double slope = (loss_at(weight + kStep) - loss_at(weight - kStep)) / (2.0 * kStep);
    loss_at(weight);
    EXPECT_NEAR(gradient[i], slope, 1e-7 * (1.0 + std::abs(slope))) << "weight " << i;
  }
}

TEST(Flow, LikelihoodGradientAgreesWithFiniteDifferences) {
  for (const FlowSpec& spec : {small_spec(), spline_spec(), autoregressive_spec()})
    expect_likelihood_gradient_of_finite_differences(spec);
}

void expect_score_of_a_weighted_log_density(const FlowSpec& spec) {
  TrainableFlow flow(spec, any_state(spec));
  const Matrix base = base_sample(20, 3);
  const Matrix z = FrozenFlow(spec, flow.state()).sample_and_log_prob(base).z;
  std::vector<double> equal(20, -1.0 / 20.0), first(20, 0.0), rest(20, -1.0 / 20.0);
  std::swap(first[0], rest[0]);
  const std::size_t n = flow.state().weights.size();
  std::vector<double> whole(n), of_first(n), of_rest(n), likelihood(n);
  flow.forward(base);
  flow.score(equal, whole);
  flow.forward(base);
  flow.score(first, of_first);
  flow.forward(base);
  flow.score(rest, of_rest);
  flow.negative_log_likelihood(z, likelihood);
  for (std::size_t i = 0; i < n; ++i) {
    EXPECT_NEAR(whole[i], likelihood[i], 1e-12 * (1.0 + std::abs(likelihood[i])));
    EXPECT_NEAR(of_first[i] + of_rest[i], whole[i], 1e-12 * (1.0 + std::abs(whole[i])));
  }
}

TEST(Flow, ScoreIsTheGradientOfAWeightedLogDensity) {
  for (const FlowSpec& spec : {small_spec(), spline_spec(), autoregressive_spec()})
    expect_score_of_a_weighted_log_density(spec);
}

TEST(Flow, DensityIsZeroOutsideTheSupport) {
  const FlowSpec spec = small_spec();
  const FrozenFlow flow(spec, any_state(spec));
  Matrix z(3, 3);
  z(0, 0) = 10.5, z(0, 1) = 1.0;   // above the interval
  z(1, 0) = 0.0, z(1, 1) = -1e-9;  // below the half line
  z(2, 0) = 0.0, z(2, 1) = 1.0;    // inside
  const std::vector<double> log_prob = flow.log_prob(z);
  EXPECT_EQ(log_prob[0], -kInfinity);
  EXPECT_EQ(log_prob[1], -kInfinity);
  EXPECT_TRUE(std::isfinite(log_prob[2]));
}

TEST(Flow, ExtremeBaseSamplesStayInTheClosedSupportWithFiniteDensity) {
  for (const char* precision : {"float32", "float64"}) {
    for (const FlowSpec& spec : {small_spec(precision), spline_spec(precision)}) {
      Matrix base(2, 3);
      for (std::int64_t j = 0; j < 3; ++j) base(0, j) = 30.0, base(1, j) = -30.0;
      TrainableFlow flow(spec, /*seed=*/1);
      flow.set_affine(std::vector<double>{0.0, 0.0, 0.0}, std::vector<double>{3.0, 3.0, 3.0});
      const Draw draw = flow.forward(base);
      for (std::int64_t i = 0; i < 2; ++i) {
        EXPECT_TRUE(std::isfinite(draw.log_prob[static_cast<std::size_t>(i)])) << precision;
        EXPECT_GE(draw.z(i, 0), -10.0);
        EXPECT_LE(draw.z(i, 0), 10.0);
        EXPECT_GE(draw.z(i, 1), 0.0);
      }
    }
  }
}

// A new spline flow is the identity with knots at multiples of 1.25, up to 5, and both ways of computing must
// live through points on them and far outside.
TEST(Flow, SplinesAreSafeOnTheirKnotsAndFarOutside) {
  const std::vector<double> places = {0.0, 1.25, 2.5, 3.75, 5.0, std::nextafter(5.0, 6.0), 1e3, 1e15};
  for (const char* precision : {"float32", "float64"}) {
    for (const Arithmetic how : {Arithmetic::fused, Arithmetic::eager}) {
      FlowSpec spec = spline_spec(precision);
      spec.support.assign(3, Support{});
      TrainableFlow flow(spec, /*seed=*/1, how);
      Matrix base(static_cast<std::int64_t>(2 * places.size()), 3);
      for (std::int64_t i = 0; i < base.rows(); ++i) {
        const double place = places[static_cast<std::size_t>(i / 2)];
        for (std::int64_t j = 0; j < 3; ++j) base(i, j) = i % 2 == 0 ? place : -place;
      }
      const double rounding = std::string(precision) == "float64" ? 1e-14 : 1e-6;
      const Draw draw = flow.forward(base);
      for (std::int64_t i = 0; i < base.rows(); ++i) {
        EXPECT_NEAR(draw.z(i, 0), base(i, 0), rounding * (5.0 + std::abs(base(i, 0))));
        EXPECT_TRUE(std::isfinite(draw.log_prob[static_cast<std::size_t>(i)])) << base(i, 0);
      }
      std::vector<double> gradient(flow.state().weights.size());
      const std::vector<double> ones(static_cast<std::size_t>(base.rows()), 1.0);
      const auto expect_finite = [&](const char* what) {
        for (const double g : gradient) ASSERT_TRUE(std::isfinite(g)) << what << ", " << precision;
      };
      flow.backward(base, ones, gradient);
      expect_finite("total");
      flow.forward(base);
      flow.backward(base, ones, gradient, EntropyGradient::path);
      expect_finite("path");
      flow.forward(base);
      flow.score(ones, gradient);
      expect_finite("score");
      EXPECT_TRUE(std::isfinite(flow.negative_log_likelihood(base, gradient)));
      expect_finite("likelihood");
    }
  }
}

TEST(Flow, SeedFixesTheInitialWeights) {
  const FlowSpec spec = small_spec();
  EXPECT_EQ(TrainableFlow(spec, 1).state().weights, TrainableFlow(spec, 1).state().weights);
  EXPECT_NE(TrainableFlow(spec, 1).state().weights, TrainableFlow(spec, 2).state().weights);
}

TEST(Flow, OneParameterNeedsNoCoupling) {
  const FlowSpec spec{config::Flow{}, {"a"}, {{0.0, 1.0}}};
  const FrozenFlow flow(spec, TrainableFlow(spec, 1).state());
  const Draw draw = flow.sample_and_log_prob(base_sample(10, 1));
  EXPECT_EQ(draw.z.cols(), 1);
  EXPECT_EQ(layout_of(spec).n_weights, 3);  // mean, log_scale and the unused below-diagonal element
}

TEST(Flow, PlanarLayersStartSmallAndDifferentFromEachOther) {
  const FlowSpec spec{{.kind = "planar", .batch_norm = {}}, {"a", "b"}, {Support{}, Support{}}};
  TrainableFlow flow(spec, /*seed=*/1);
  flow.set_affine(std::vector<double>{2.0, -1.0}, std::vector<double>{0.5, 3.0});
  const Matrix base = base_sample(100, 2);
  const Draw draw = FrozenFlow(spec, flow.state()).sample_and_log_prob(base);
  double furthest = 0.0;
  for (std::int64_t i = 0; i < 100; ++i)
    furthest = std::max({furthest, std::abs(draw.z(i, 0) - 2.0 - 0.5 * base(i, 0)) / 0.5,
                         std::abs(draw.z(i, 1) + 1.0 - 3.0 * base(i, 1)) / 3.0});
  EXPECT_LT(furthest, 0.1);  // ten layers that move a point by at most 0.01 a column each
  EXPECT_GT(furthest, 0.0);
  const FlowLayout layout = layout_of(spec);
  const TensorEntry& first = layout.weights.at(0);
  const TensorEntry& of_next_layer = layout.weights.at(3);
  EXPECT_EQ(first.name, "planar.0.w");
  EXPECT_EQ(of_next_layer.name, "planar.1.w");
  EXPECT_NE(flow.state().weights.at(static_cast<std::size_t>(first.offset)),
            flow.state().weights.at(static_cast<std::size_t>(of_next_layer.offset)));
}

TEST(Flow, StateOfAnotherArchitectureIsRefused) {
  FlowState state = any_state(small_spec());
  state.weights.pop_back();
  EXPECT_THROW(FrozenFlow(small_spec(), state), Error);
}

}  // namespace
}  // namespace epi::flow
