#include "optimizer/initial_gaussian.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "base/error.h"
#include "base/random.h"
#include "flow/flow.h"

namespace epi::optimizer {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Moments {
  double mean, std;
};

// The moments of the flow that the Gaussian starts, by Monte Carlo.
Moments moments_of_start(const config::Initialization& wanted, const flow::Support& support) {
  const std::vector<std::string> names = {"a"};
  const InitialGaussian gaussian = match_initial_gaussian(wanted, names, std::vector<flow::Support>{support});
  const flow::FlowSpec spec{config::Flow{}, names, {support}};
  flow::TrainableFlow flow(spec, 1);
  flow.set_affine(gaussian.mean, gaussian.std);
  constexpr std::int64_t kDraws = 200000;
  Matrix base(kDraws, 1);
  Random(/*seed=*/1, RandomStream::epoch_base).normal(0, base.values());
  const Matrix z = flow::FrozenFlow(spec, flow.state()).sample_and_log_prob(base).z;
  double mean = 0.0, square = 0.0;
  for (const double v : z.values()) mean += v / kDraws;
  for (const double v : z.values()) square += (v - mean) * (v - mean) / kDraws;
  return {mean, std::sqrt(square)};
}

// Monte Carlo error of a mean of 200,000 draws is std / 450; five of them.
void expect_moments(const Moments& got, double mean, double std) {
  EXPECT_NEAR(got.mean, mean, 0.012 * std);
  EXPECT_NEAR(got.std, std, 0.012 * std);
}

TEST(InitialGaussian, HasTheWantedMomentsOnEverySupport) {
  const config::Initialization wanted{{{"a", 1.5}}, {{"a", 0.4}}};
  expect_moments(moments_of_start(wanted, {0.0, 2.0}), 1.5, 0.4);
  expect_moments(moments_of_start(wanted, {1.0, kInfinity}), 1.5, 0.4);
  expect_moments(moments_of_start(wanted, {-kInfinity, 2.5}), 1.5, 0.4);
  expect_moments(moments_of_start(wanted, {-kInfinity, kInfinity}), 1.5, 0.4);
}

TEST(InitialGaussian, NarrowStartOnAWideIntervalIsFound) {
  expect_moments(moments_of_start({{{"a", 7.0}}, {{"a", 0.01}}}, {-10.0, 10.0}), 7.0, 0.01);
}

TEST(InitialGaussian, DefaultCoversAnInterval) {
  expect_moments(moments_of_start({}, {-10.0, 10.0}), 0.0, 5.0);
}

TEST(InitialGaussian, TheDefaultStdIsThatOfParametersWithoutTheirOwn) {
  config::Initialization wanted{{{"a", 1.5}}, {}};
  wanted.default_std = 0.4;
  expect_moments(moments_of_start(wanted, {0.0, 2.0}), 1.5, 0.4);
  wanted.std = {{"a", 0.2}};
  expect_moments(moments_of_start(wanted, {0.0, 2.0}), 1.5, 0.2);
}

TEST(InitialGaussian, ImpossibleMomentsAreRefused) {
  const std::vector<std::string> names = {"a"};
  const std::vector<flow::Support> interval = {{0.0, 1.0}};
  EXPECT_THROW(match_initial_gaussian({{{"a", 0.5}}, {{"a", 0.6}}}, names, interval),
               Error);  // wider than the interval
  EXPECT_THROW(match_initial_gaussian({{{"a", 1.0}}, {{"a", 0.1}}}, names, interval),
               Error);  // mean on the edge
  EXPECT_THROW(match_initial_gaussian({{{"a", 0.5}}, {{"a", 0.0}}}, names, interval), Error);  // no width
}

}  // namespace
}  // namespace epi::optimizer
