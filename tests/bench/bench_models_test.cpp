// What the plugins are compared with must compute the same: the eager models and the hand-written kernel
// against the reference numbers of tests/reference.

#include <gtest/gtest.h>

#include <torch/csrc/autograd/autograd.h>

#include "aligned_buffer.h"
#include "eager/lds.h"
#include "eager/sc.h"
#include "eager/stg.h"
#include "handwritten/sc.h"
#include "handwritten/sc_level.h"
#include "reference.h"

namespace epi::bench {
namespace {

using nlohmann::json;

constexpr int kTrials = 500;
// Columns of sc.json that are statistics of the model: accuracy, bernoulli_error and separation, each pro and
// anti.
constexpr int kScReferenceColumns[] = {0, 1, 4, 5, 6, 7};

torch::Tensor tensor_of(const json& rows) {
  const auto flat = rows.get<std::vector<std::vector<double>>>();
  const auto tensor = torch::empty(
      {static_cast<std::int64_t>(flat.size()), static_cast<std::int64_t>(flat[0].size())}, torch::kFloat64);
  for (std::size_t i = 0; i < flat.size(); ++i) {
    for (std::size_t j = 0; j < flat[i].size(); ++j) {
      tensor[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(j)] = flat[i][j];
    }
  }
  return tensor;
}

/// d (sum over rows of a statistic) / dz, [n, P]: the rows are independent.
torch::Tensor gradient_of(const torch::Tensor& statistics, std::int64_t column, const torch::Tensor& z) {
  return torch::autograd::grad({statistics.select(1, column).sum()}, {z}, {}, true)[0];
}

TEST(EagerStg, FrequenciesAndGradientsAreThoseOfTheReference) {
  const json data = reference("stg");
  const auto z = tensor_of(data["z"]).requires_grad_(true);
  const auto frequencies = EagerStg(torch::kFloat64).frequencies(z);
  const auto expected = tensor_of(data["statistics"]);
  for (int s = 0; s < 5; ++s) {
    const auto gradient = gradient_of(frequencies, s, z);
    for (std::int64_t i = 0; i < z.size(0); ++i) {
      // Rounding grows with the slope: at points of huge slope the map is ill-conditioned.
      const double slope = data["max_abs_dfdz"][static_cast<std::size_t>(i)];
      EXPECT_NEAR(frequencies[i][s].item<double>(), expected[i][s].item<double>(), 1e-9 * (1.0 + slope));
      for (int p = 0; p < 2; ++p) {
        const double reference_gradient = data["jacobian"][static_cast<std::size_t>(i)]
                                              [static_cast<std::size_t>(s)][static_cast<std::size_t>(p)];
        EXPECT_NEAR(gradient[i][p].item<double>(), reference_gradient, 1e-8 * (1.0 + slope * slope));
      }
    }
  }
}

TEST(EagerLds, EigenvaluesAndGradientsAreThoseOfTheReference) {
  const json data = reference("lds");
  const auto z = tensor_of(data["z"]).requires_grad_(true);
  const auto statistics = eager_lds(z);
  const auto expected = tensor_of(data["statistics"]);
  for (int s = 0; s < 2; ++s) {
    const double unit = s == 0 ? 1.0 : 2.0 * M_PI;  // the reference has rad/s, not Hz
    const auto gradient = gradient_of(statistics, s, z);
    for (std::int64_t i = 0; i < z.size(0); ++i) {
      EXPECT_NEAR(unit * statistics[i][s].item<double>(), expected[i][s].item<double>(), 1e-12);
      for (int p = 0; p < 4; ++p) {
        const double reference_gradient = data["jacobian"][static_cast<std::size_t>(i)]
                                              [static_cast<std::size_t>(s)][static_cast<std::size_t>(p)];
        EXPECT_NEAR(unit * gradient[i][p].item<double>(), reference_gradient, 1e-12);
      }
    }
  }
}

// Single precision is what the plugin is timed in; the worst points are the ill-conditioned ones.
TEST(EagerStg, Float32IsFloat64ToSinglePrecision) {
  const auto z = tensor_of(reference("stg")["z"]);
  const auto exact = EagerStg(torch::kFloat64).frequencies(z);
  const auto single = EagerStg(torch::kFloat32).frequencies(z.to(torch::kFloat32)).to(torch::kFloat64);
  EXPECT_LT((single - exact).abs().median().item<double>(), 1e-4);
}

void expect_sc(const torch::Tensor& statistics, const torch::Tensor& z, const json& expected,
               const json& jacobian) {
  for (std::size_t s = 0; s < std::size(kScReferenceColumns); ++s) {
    const auto column = static_cast<std::size_t>(kScReferenceColumns[s]);
    const auto gradient = gradient_of(statistics, static_cast<std::int64_t>(s), z);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto row = static_cast<std::int64_t>(i);
      EXPECT_NEAR(statistics[row][static_cast<std::int64_t>(s)].item<double>(),
                  expected[i][column].get<double>(), 1e-10);
      for (std::size_t k = 0; k < 8; ++k) {
        EXPECT_NEAR(gradient[row][static_cast<std::int64_t>(k)].item<double>(),
                    jacobian[i][column][k].get<double>(), 1e-9);
      }
    }
  }
}

TEST(EagerSc, WithoutNoiseItIsTheReference) {
  const json data = reference("sc");
  const auto z = tensor_of(data["z"]).requires_grad_(true);
  const auto statistics = EagerSc(torch::kFloat64).statistics(z, torch::zeros({74, 4, 1}, torch::kFloat64));
  expect_sc(statistics, z, data["statistics_noise_free"], data["jacobian_noise_free"]);
  EXPECT_LT(statistics.slice(1, 6).abs().max().item<double>(), 1e-14) << "one trial has no variance";
}

TEST(EagerSc, WithTheFrozenNoiseItIsTheReference) {
  const json data = reference("sc");
  auto draws = frozen_noise(kTrials);
  const auto noise = torch::from_blob(draws.data(), {74, 4, kTrials}, torch::kFloat64);
  const auto z = tensor_of(data["z"]).requires_grad_(true);
  expect_sc(EagerSc(torch::kFloat64).statistics(z, noise), z, data["statistics"], data["jacobian"]);
}

template <class T>
class HandwrittenSc : public ::testing::Test {
 public:
  const ScKernel<T>& kernel = sc_kernel<T>();

  /// Largest deviations from the reference, of statistics and of derivatives.
  std::pair<double, double> deviations(const std::vector<double>& draws, int trials, double sigma,
                                       const json& data, const char* suffix) const {
    AlignedBuffer<T> noise(kernel.noise_size(trials)), scratch(kernel.scratch_size());
    kernel.prepare(draws.data(), trials, sigma, noise.data());
    const json expected = data["statistics" + std::string(suffix)],
               jacobian = data["jacobian" + std::string(suffix)];
    double of_statistics = 0.0, of_derivatives = 0.0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto z = data["z"][i].get<std::vector<double>>();
      double statistics[kScStatistics], derivatives[kScStatistics * kScWeights];
      kernel.row(z.data(), noise.data(), trials, scratch.data(), statistics, derivatives);
      for (std::size_t s = 0; s < std::size(kScReferenceColumns); ++s) {
        const auto column = static_cast<std::size_t>(kScReferenceColumns[s]);
        of_statistics = std::max(of_statistics, std::abs(statistics[s] - expected[i][column].get<double>()));
        for (std::size_t k = 0; k < kScWeights; ++k) {
          const double difference = derivatives[s * kScWeights + k] - jacobian[i][column][k].get<double>();
          of_derivatives = std::max(of_derivatives, std::abs(difference));
        }
      }
    }
    return {of_statistics, of_derivatives};
  }
};

using Precisions = ::testing::Types<float, double>;
TYPED_TEST_SUITE(HandwrittenSc, Precisions);

// Single precision: 74 steps of rounding errors of 6e-8, amplified by weights of a few units.
template <class T>
constexpr double kScTolerance = sizeof(T) == 4 ? 2e-5 : 1e-10;

TYPED_TEST(HandwrittenSc, WithoutNoiseItIsTheReference) {
  const std::vector<double> draws(74 * 4, 0.0);
  const auto [statistics, derivatives] = this->deviations(draws, 1, 0.0, reference("sc"), "_noise_free");
  EXPECT_LT(statistics, kScTolerance<TypeParam>);
  EXPECT_LT(derivatives, 10.0 * kScTolerance<TypeParam>);
}

TYPED_TEST(HandwrittenSc, WithTheFrozenNoiseItIsTheReference) {
  const auto [statistics, derivatives] =
      this->deviations(frozen_noise(kTrials), kTrials, 1.0, reference("sc"), "");
  EXPECT_LT(statistics, kScTolerance<TypeParam>);
  EXPECT_LT(derivatives, 10.0 * kScTolerance<TypeParam>);
}

// The variance is no column of the reference: Var(y) = bernoulli_error + p (1 - p).
TYPED_TEST(HandwrittenSc, VarianceFollowsFromAccuracyAndBernoulliError) {
  const auto& sc = this->kernel;
  AlignedBuffer<TypeParam> noise(sc.noise_size(kTrials)), scratch(sc.scratch_size());
  sc.draw(3, 5, kTrials, 1.0, noise.data());
  const auto z = reference("sc")["z"][40].get<std::vector<double>>();  // the row of the largest variances
  double x[kScStatistics], jacobian[kScStatistics][kScWeights];
  sc.row(z.data(), noise.data(), kTrials, scratch.data(), x, jacobian[0]);
  for (int condition = 0; condition < 2; ++condition) {
    const double p = x[condition];
    EXPECT_NEAR(x[6 + condition], x[2 + condition] + p * (1.0 - p), 1e-6);
    EXPECT_GT(x[6 + condition], 1e-4) << "with noise there is variance";
    for (int k = 0; k < kScWeights; ++k) {
      EXPECT_NEAR(jacobian[6 + condition][k],
                  jacobian[2 + condition][k] + (1.0 - 2.0 * p) * jacobian[condition][k], 1e-6);
    }
  }
}

// The oldest level, which every machine has, against the one that is used here: only the order of sums
// differs.
TEST(HandwrittenScLevels, ComputeTheSame) {
  const auto z = reference("sc")["z"][40].get<std::vector<double>>();
  const std::vector<double> draws = frozen_noise(kTrials);
  double x[2][kScStatistics], jacobian[2][kScStatistics * kScWeights];
  const ScKernel<double>* kernels[] = {&x86_64_v2::sc_kernel_float64(), &sc_kernel<double>()};
  for (int i = 0; i < 2; ++i) {
    const auto& sc = *kernels[i];
    AlignedBuffer<double> noise(sc.noise_size(kTrials)), scratch(sc.scratch_size());
    sc.prepare(draws.data(), kTrials, 1.0, noise.data());
    sc.row(z.data(), noise.data(), kTrials, scratch.data(), x[i], jacobian[i]);
  }
  for (int s = 0; s < kScStatistics; ++s) EXPECT_NEAR(x[0][s], x[1][s], 1e-13);
  for (int k = 0; k < kScStatistics * kScWeights; ++k) EXPECT_NEAR(jacobian[0][k], jacobian[1][k], 1e-12);
}

// Mean, variance and kurtosis of about 148,000 draws, within five standard errors; and no draw of one sample
// comes again in another.
TYPED_TEST(HandwrittenSc, ItsOwnDrawsAreStandardNormal) {
  const auto& sc = this->kernel;
  const std::size_t size = sc.noise_size(kTrials);
  AlignedBuffer<TypeParam> zero(size), one(size), drawn(size), other(size);
  const std::vector<double> ones(74 * 4 * kTrials, 1.0);
  sc.prepare(ones.data(), kTrials, 0.0, zero.data());
  sc.prepare(ones.data(), kTrials, 1.0, one.data());
  sc.draw(7, 1, kTrials, 1.0, drawn.data());
  sc.draw(7, 2, kTrials, 1.0, other.data());
  double n = 0.0, moments[5] = {}, product = 0.0;
  for (std::size_t i = 0; i < size; ++i) {
    const double scale = static_cast<double>(one.data()[i] - zero.data()[i]);
    if (scale == 0.0) continue;  // a lane without a trial
    const double w = static_cast<double>(drawn.data()[i] - zero.data()[i]) / scale;
    product += w * static_cast<double>(other.data()[i] - zero.data()[i]) / scale;
    n += 1.0;
    for (int k = 1; k <= 4; ++k) moments[k] += std::pow(w, k);
  }
  ASSERT_EQ(n, 74.0 * 4.0 * kTrials);
  const double error = 5.0 / std::sqrt(n);
  EXPECT_NEAR(moments[1] / n, 0.0, error);
  EXPECT_NEAR(moments[2] / n, 1.0, std::sqrt(2.0) * error);
  EXPECT_NEAR(moments[3] / n, 0.0, std::sqrt(15.0) * error);
  EXPECT_NEAR(moments[4] / n, 3.0, std::sqrt(96.0) * error);
  EXPECT_NEAR(product / n, 0.0, error);
}

}  // namespace
}  // namespace epi::bench
