#include "optimizer/answer_gradient.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"
#include "identity_model.h"
#include "optimizer/random_parameters.h"

namespace epi::optimizer {
namespace {

using objective::ConstraintKind;

constexpr std::int64_t kSamples = 40000;

// p = N(1, 0.5) at eta = (0, 1/2); q a Gaussian, so that KL(p, q) is a formula of its mean and std.
class AnswerGradientTest : public testing::Test {
 protected:
  AnswerGradientTest() {
    config_.flow.masks = 0;
    spec_.architecture = config_.flow;
  }

  TrainingProblem problem() { return {config_, spec_, property_, simulator_}; }

  // The gradient at q = N(mean, std) with respect to the mean, from samples of q and of the pool.
  double slope_of_mean(double mean, double std, std::int64_t pool_samples) {
    flow::TrainableFlow flow(spec_, /*seed=*/1);
    flow.set_affine(std::vector<double>{mean}, std::vector<double>{std});
    const flow::FrozenFlow frozen(spec_, flow.state());
    const RandomPool pool = draw_random_pool(problem(), 7, 8, pool_samples, [] { return false; }).value();
    AnswerGradient toward_answer(pool, {0.0, 0.5}, frozen, kSamples);

    Matrix base(kSamples, 1);
    Random(/*seed=*/3, RandomStream::training_base).normal(0, base.values());
    const flow::Draw draw = flow.forward(base);
    const plugin::Simulated simulated = simulator_.simulate(draw.z, {});
    std::vector<double> score_weight(static_cast<std::size_t>(kSamples), 0.0);
    const double part = toward_answer.add_batch(
        objective::dual_points(property_, simulated, draw.log_prob, {}), draw.log_prob,
        RandomParameters(problem(), 1).log_density(draw.z), 1.0, score_weight);
    part_ = part;
    std::vector<double> gradient(flow.state().weights.size());
    flow.score(score_weight, gradient);
    std::vector<double> uniform(20000);
    Random(/*seed=*/4, RandomStream::polish_pool).uniform(0, uniform);
    toward_answer.add_pool(flow, part, uniform, gradient);
    for (const flow::TensorEntry& entry : flow::layout_of(spec_).weights)
      if (entry.name == "affine.mean") return gradient[static_cast<std::size_t>(entry.offset)];
    ADD_FAILURE() << "the affine layer has no mean";
    return 0.0;
  }

  config::RunConfig config_;
  flow::FlowSpec spec_{{}, {"a"}, {flow::Support{}}};
  objective::EmergentProperty property_{"p",
                                        {{"a.mean", ConstraintKind::mean, 0, 1.0, 0.5, 0.0, 0.1, ""},
                                         {"a.std", ConstraintKind::second_moment, 0, 1.0, 0.5, 1.0, 0.1, ""}},
                                        {}};
  Identity simulator_;
  double part_ = 0.0;  // of p in the pool
};

// d KL(p, q) / d mean = (mean - 1) / std^2.
TEST_F(AnswerGradientTest, IsThatOfTheForwardDivergence) {
  for (const std::int64_t pool_samples : {0, 20000}) {
    EXPECT_NEAR(slope_of_mean(1.2, 0.6, pool_samples), 0.2 / 0.36, 0.02) << pool_samples;
    EXPECT_NEAR(slope_of_mean(0.8, 0.7, pool_samples), -0.2 / 0.49, 0.02) << pool_samples;
  }
}

TEST_F(AnswerGradientTest, HasHardlyAnyNoiseWhereQIsTheAnswer) {
  EXPECT_NEAR(slope_of_mean(1.0, 0.5, 0), 0.0, 1e-4);
}

TEST_F(AnswerGradientTest, ThePoolSpeaksForWhatQLacks) {
  // q lies six of its standard deviations beside p: none of its samples shows p.
  config_.initialization = {};
  EXPECT_NEAR(slope_of_mean(4.0, 0.5, 200000), 3.0 / 0.25, 0.5);
  EXPECT_GT(part_, 0.9);
}

}  // namespace
}  // namespace epi::optimizer
