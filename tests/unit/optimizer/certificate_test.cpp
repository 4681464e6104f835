#include "optimizer/certificate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "identity_model.h"

namespace epi::optimizer {
namespace {

using objective::ConstraintKind;

// Of a normal with the standard deviation 0.5, the answer to what is asked of the first parameter.
const double kEntropy = 0.5 * std::log(2.0 * std::numbers::pi * std::numbers::e * 0.25);

class CertificateTest : public testing::Test {
 protected:
  CertificateTest() {
    config_.flow.masks = 0;  // an affine layer alone: q is a Gaussian
    config_.certificate.samples = 2000;
    config_.certificate.random_samples = 0;
    spec_.architecture = config_.flow;
  }

  flow::FlowState gaussian(double mean, double std) const {
    flow::TrainableFlow flow(spec_, /*seed=*/1);
    flow.set_affine(std::vector<double>{mean}, std::vector<double>{std});
    return flow.state();
  }
  Certificate of(double mean, double std, std::uint64_t seed = 1) {
    return certify(problem(), seed, gaussian(mean, std), [] { return false; });
  }
  TrainingProblem problem() { return {config_, spec_, property_, simulator_}; }

  config::RunConfig config_;
  flow::FlowSpec spec_{{}, {"a"}, {flow::Support{}}};
  objective::EmergentProperty property_{"p",
                                        {{"a.mean", ConstraintKind::mean, 0, 1.0, 0.5, 0.0, 0.1, ""},
                                         {"a.std", ConstraintKind::second_moment, 0, 1.0, 0.5, 1.0, 0.1, ""}},
                                        {}};
  Identity simulator_;
};

TEST_F(CertificateTest, TellsHowFarTheMaximumIs) {
  const Certificate certificate = of(1.0, 0.45);
  EXPECT_EQ(certificate.doubt, "");
  EXPECT_NEAR(certificate.bound, kEntropy, 0.02);
  EXPECT_NEAR(certificate.entropy, kEntropy + std::log(0.9), 0.05);
  EXPECT_NEAR(certificate.gap(), -std::log(0.9), 0.05);
  EXPECT_NEAR(certificate.divergence, -std::log(0.9) + 0.5 * 0.81 - 0.5, 0.01);
}

// Two standard errors either side must hold the truth as often as they say, for densities that are a little
// too narrow, just right and too wide. 95.4% of 300 are 286; fewer than 275 have a chance of 0.2%.
TEST_F(CertificateTest, ItsStandardErrorIsHonest) {
  int covered = 0;
  for (const double std : {0.45, 0.5, 0.6})
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
      const Certificate certificate = of(1.05, std, seed);
      EXPECT_EQ(certificate.doubt, "");
      covered += std::abs(certificate.bound - kEntropy) <= 2.0 * certificate.bound_error ? 1 : 0;
    }
  EXPECT_GE(covered, 275);
}

TEST_F(CertificateTest, SaysThatSamplesWhichAreTooNarrowProveNothing) {
  const Certificate certificate = of(1.0, 0.2);
  EXPECT_NE(certificate.doubt.find("k-hat"), std::string::npos) << certificate.doubt;
}

TEST_F(CertificateTest, SaysThatSamplesFarAwayProveNothing) {
  const Certificate certificate = of(5.0, 0.2);
  EXPECT_NE(certificate.doubt, "");
  EXPECT_TRUE(std::isinf(certificate.bound));
  const FreshSample sample{{Matrix(2, 1), {0.0, 0.0}},
                           {Matrix(2, 1), {plugin::RowStatus::ok, plugin::RowStatus::ok}}};
  for (const double weight : importance_weights(problem(), 1, certificate, sample))
    EXPECT_TRUE(std::isnan(weight));
}

TEST_F(CertificateTest, RandomParametersShowWhatSamplesMiss) {
  config_.certificate.random_samples = 50000;
  spec_.support = {{-4.0, 6.0}};
  config_.flow.masks = 0;
  // A tenth as wide as the answer: almost all of it is beyond the samples.
  flow::TrainableFlow flow(spec_, /*seed=*/1);
  flow.set_affine(std::vector<double>{0.0}, std::vector<double>{0.012});
  const Certificate certificate = certify(problem(), 1, flow.state(), [] { return false; });
  EXPECT_EQ(certificate.doubt, "");
  EXPECT_EQ(certificate.random_samples, 50000);
  EXPECT_NEAR(certificate.bound, kEntropy, 0.03);
  EXPECT_NEAR(certificate.gap(), -std::log(0.1 * 0.96), 0.1);
  EXPECT_GT(certificate.missed_share, 0.6);
}

TEST_F(CertificateTest, PenaltiesOfInequalitiesArePartOfWhatIsBounded) {
  property_.inequalities = {{"a.at_least", ConstraintKind::at_least, 0, 1.0, 1.0, 0.0, 0.01, ""}};
  property_.inequalities[0].strength = 2.0;
  const Certificate certificate = of(1.0, 0.5);
  // E[max(0, 1 - a)^2] = 0.125 of a normal about 1 with the standard deviation 0.5.
  EXPECT_NEAR(certificate.objective, certificate.entropy - 0.125, 0.02);
  EXPECT_GE(certificate.gap(), -3.0 * certificate.bound_error);
}

TEST_F(CertificateTest, InequalitiesAloneHaveABoundWithoutMultipliers) {
  property_.equalities.clear();
  property_.inequalities = {{"a.at_least", ConstraintKind::at_least, 0, 0.0, 1.0, 0.0, 0.01, ""}};
  spec_.support = {{-5.0, 5.0}};
  config_.certificate.random_samples = 20000;
  const Certificate certificate = of(0.0, 1.0);  // uniform
  EXPECT_EQ(certificate.doubt, "");
  EXPECT_TRUE(certificate.eta.empty());
  const FreshSample sample = draw_fresh_sample(flow::FrozenFlow(spec_, gaussian(0.0, 1.0)), simulator_, 2000,
                                               Random(9, RandomStream::result_base), 0, {9, 0});
  const std::vector<double> weights = importance_weights(problem(), 1, certificate, sample);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double a = sample.draw.z(static_cast<std::int64_t>(i), 0);
    if (a > 0.0) {
      EXPECT_NEAR(weights[i], 10.0 / 5.125, 0.15);
    }
    if (a < -0.5) {
      EXPECT_LT(weights[i], 1e-4);
    }
  }
}

TEST_F(CertificateTest, FailuresAreCountedAndEndNothing) {
  simulator_ = Identity(/*fails_above=*/1.0);
  const Certificate certificate = of(1.0, 0.5);
  EXPECT_GT(certificate.failed, 800);
  EXPECT_LT(certificate.entropy, kEntropy - 0.5);
}

TEST_F(CertificateTest, WithoutASuccessThereIsNone) {
  simulator_ = Identity(/*fails_above=*/-100.0);
  const Certificate certificate = of(1.0, 0.5);
  EXPECT_EQ(certificate.failed, 2000);
  EXPECT_NE(certificate.doubt, "");
  EXPECT_TRUE(std::isinf(certificate.bound));
}

TEST_F(CertificateTest, WeightsTurnTheSamplesIntoTheAnswer) {
  const flow::FlowState flow = gaussian(1.1, 0.6);
  const Certificate certificate = certify(problem(), 1, flow, [] { return false; });
  const FreshSample sample = draw_fresh_sample(flow::FrozenFlow(spec_, flow), simulator_, 20000,
                                               Random(9, RandomStream::result_base), 0, {9, 0});
  const std::vector<double> weights = importance_weights(problem(), 1, certificate, sample);
  double mean = 0.0, square = 0.0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double a = sample.draw.z(static_cast<std::int64_t>(i), 0);
    mean += weights[i] * a / 20000.0;
    square += weights[i] * (a - 1.0) * (a - 1.0) / 20000.0;
  }
  EXPECT_NEAR(mean, 1.0, 0.02);
  EXPECT_NEAR(square, 0.25, 0.02);
}

}  // namespace
}  // namespace epi::optimizer
