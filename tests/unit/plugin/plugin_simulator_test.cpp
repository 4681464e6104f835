#include "plugin/plugin_simulator.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <thread>

#include "epi/abi/random.h"
#include "toy_modules.h"

namespace epi::plugin {
namespace {

PluginSimulator make_simulator(const std::string& module, int n_threads = 1,
                               const std::atomic<bool>* stop = nullptr) {
  return PluginSimulator(toy_module(module),
                         {.model_id = "toy", .free = {"rate", "gain", "offset"}, .fixed = {}}, n_threads,
                         stop);
}

constexpr std::int64_t kRate = 0, kGain = 1, kOffset = 2;
constexpr Noise kNoise = {.seed = 11, .first_sample = 1000};

/// Rows over the support, with some outside it, some that run away and some without a derivative.
Matrix make_z(std::int64_t n) {
  Matrix z(n, 3);
  for (std::int64_t i = 0; i < n; ++i) {
    z(i, kRate) = 0.1 * static_cast<double>(i % 31);
    z(i, kGain) = 0.5 + 0.05 * static_cast<double>(i % 67);  // 0.5 to 3.8
    z(i, kOffset) = -2.0 + 0.25 * static_cast<double>(i % 17);
    if (i % 20 == 3) z(i, kGain) = 5.0;
    if (i % 20 == 7) z(i, kOffset) = 150.0;
    if (i % 20 == 11) z(i, kOffset) = 60.0;
    if (i % 50 == 13) z(i, kRate) = std::nan("");
  }
  return z;
}

double draw(const Noise& noise, std::int64_t row) {
  std::uint32_t words[4];
  epi_philox(noise.seed, noise.first_sample + static_cast<std::uint64_t>(row), 0, 0, words);
  return epi_u01(words[0], words[1]);
}

Matrix rows_of(const Matrix& matrix, std::int64_t first, std::int64_t rows) {
  Matrix part(rows, matrix.cols());
  std::memcpy(part.data(), matrix.data() + first * matrix.cols(),
              static_cast<std::size_t>(rows * matrix.cols()) * sizeof(double));
  return part;
}

testing::AssertionResult same_bits(const Matrix& a, const Matrix& b) {
  if (a.rows() != b.rows() || a.cols() != b.cols()) return testing::AssertionFailure() << "different shapes";
  if (std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.rows() * a.cols()) * sizeof(double)) != 0)
    return testing::AssertionFailure() << "different bits";
  return testing::AssertionSuccess();
}

/// A cotangent that depends on every row, as the trainer's does. Failed rows are NaN, to see that they are
/// ignored.
Matrix cotangent_of(const Simulated& simulated) {
  double sum = 0.0;
  for (std::int64_t i = 0; i < simulated.statistics.rows(); ++i)
    if (simulated.status[static_cast<std::size_t>(i)] == RowStatus::ok) sum += simulated.statistics(i, 0);
  Matrix cotangent(simulated.statistics.rows(), 2, std::nan(""));
  for (std::int64_t i = 0; i < cotangent.rows(); ++i)
    if (simulated.status[static_cast<std::size_t>(i)] == RowStatus::ok)
      cotangent(i, 0) = sum / 100.0, cotangent(i, 1) = 1.0 + simulated.statistics(i, 1);
  return cotangent;
}

TEST(PluginSimulator, GivesTheModelsStatisticsAtTheRowsNoise) {
  PluginSimulator simulator = make_simulator("toy_plain", 2);
  const Matrix z = make_z(100);
  const Simulated simulated = simulator.simulate(z, kNoise);
  for (std::int64_t i = 0; i < 100; ++i) {
    if (simulated.status[static_cast<std::size_t>(i)] != RowStatus::ok) continue;
    EXPECT_DOUBLE_EQ(simulated.statistics(i, 0), z(i, kGain) * (z(i, kOffset) + draw(kNoise, i)));
    EXPECT_DOUBLE_EQ(simulated.statistics(i, 1), z(i, kGain) * z(i, kGain) + std::sin(z(i, kRate)));
  }
}

TEST(PluginSimulator, FailedRowsHaveTheirReasonAndAreNanWhateverTheModuleLeftThere) {
  PluginSimulator simulator = make_simulator("toy_plain");
  const Simulated simulated = simulator.simulate(make_z(100), kNoise);
  EXPECT_EQ(simulated.status[0], RowStatus::ok);
  EXPECT_EQ(simulated.status[3], RowStatus::out_of_support);
  EXPECT_EQ(simulated.status[7], RowStatus::diverged);
  EXPECT_EQ(simulated.status[13], RowStatus::nonfinite);
  for (std::int64_t i = 0; i < 100; ++i)
    for (std::int64_t s = 0; s < 2; ++s)
      EXPECT_EQ(std::isnan(simulated.statistics(i, s)),
                simulated.status[static_cast<std::size_t>(i)] != RowStatus::ok);
}

TEST(PluginSimulator, FixedParametersAndSettingsReachTheModel) {
  PluginSimulator simulator(
      toy_module("toy_plain"),
      {.model_id = "toy", .settings = {{"sigma", 0}}, .free = {"gain"}, .fixed = {{"offset", 3.0}}}, 1);
  EXPECT_EQ(simulator.simulate(Matrix(1, 1, 2.0), {}).statistics(0, 0), 6.0);
  EXPECT_EQ(simulator.settings(), nlohmann::json({{"sigma", 0}}));
  ASSERT_EQ(simulator.free_parameters().size(), 1u);
  EXPECT_EQ(simulator.free_parameters()[0].name, "gain");
}

class EveryGradient : public testing::TestWithParam<const char*> {};

TEST_P(EveryGradient, BitsDependNeitherOnTheNumberOfThreadsNorOnTheBatch) {
  const Matrix z = make_z(203);  // no multiple of the chunk
  PluginSimulator one = make_simulator(GetParam(), 1);
  const Simulated reference = one.simulate(z, kNoise);
  const SimulatedGradient gradient = one.simulate_with_gradient(z, kNoise, cotangent_of);
  EXPECT_TRUE(same_bits(gradient.simulated.statistics, reference.statistics));
  EXPECT_EQ(gradient.simulated.status, reference.status);
  for (const int n_threads : {2, 5}) {
    PluginSimulator several = make_simulator(GetParam(), n_threads);
    EXPECT_EQ(several.n_threads(), n_threads);
    EXPECT_TRUE(same_bits(several.simulate(z, kNoise).statistics, reference.statistics)) << n_threads;
    const SimulatedGradient again = several.simulate_with_gradient(z, kNoise, cotangent_of);
    EXPECT_TRUE(same_bits(again.z_gradient, gradient.z_gradient)) << n_threads;
    EXPECT_EQ(again.n_failed_gradients, gradient.n_failed_gradients);
  }
  const Matrix weights = cotangent_of(reference);
  for (const std::int64_t size : {1, 7, 50}) {
    for (std::int64_t first = 0; first < z.rows(); first += size) {
      const std::int64_t rows = std::min(size, z.rows() - first);
      const Noise noise = {kNoise.seed, kNoise.first_sample + static_cast<std::uint64_t>(first)};
      const SimulatedGradient part = one.simulate_with_gradient(
          rows_of(z, first, rows), noise, [&](const Simulated&) { return rows_of(weights, first, rows); });
      ASSERT_TRUE(same_bits(part.simulated.statistics, rows_of(reference.statistics, first, rows))) << first;
      ASSERT_TRUE(same_bits(part.z_gradient, rows_of(gradient.z_gradient, first, rows))) << first;
    }
  }
}

TEST_P(EveryGradient, FollowsTheRealisedPathAndIsZeroInFailedRows) {
  PluginSimulator simulator = make_simulator(GetParam(), 2);
  const Matrix z = make_z(100);
  const SimulatedGradient result = simulator.simulate_with_gradient(z, kNoise, cotangent_of);
  const Matrix cotangent = cotangent_of(result.simulated);
  const bool is_exact = std::string(GetParam()) != "toy_plain";
  for (std::int64_t i = 0; i < 100; ++i) {
    const bool has_statistics = result.simulated.status[static_cast<std::size_t>(i)] == RowStatus::ok;
    const bool has_derivative = std::string(GetParam()) != "toy_vjp" || z(i, kOffset) <= 50.0;
    if (!has_statistics || !has_derivative) {
      for (std::int64_t k = 0; k < 3; ++k) EXPECT_EQ(result.z_gradient(i, k), 0.0) << "row " << i;
      continue;
    }
    double expected[3];
    expected[kRate] = cotangent(i, 1) * std::cos(z(i, kRate));
    expected[kGain] =
        cotangent(i, 0) * (z(i, kOffset) + draw(kNoise, i)) + cotangent(i, 1) * 2.0 * z(i, kGain);
    expected[kOffset] = cotangent(i, 0) * z(i, kGain);
    // Exact: rounding of three operations. Differences: truncation below 1e-7, and first order in a step of
    // about 2e-6 at the edges of the support.
    const double size =
        std::abs(cotangent(i, 0)) * (1.0 + std::abs(z(i, kOffset))) + 8.0 * std::abs(cotangent(i, 1));
    const double tolerance = size * (is_exact ? 1e-14 : 1e-5);
    for (std::int64_t k = 0; k < 3; ++k)
      EXPECT_NEAR(result.z_gradient(i, k), expected[k], tolerance) << "row " << i << ", parameter " << k;
  }
}

INSTANTIATE_TEST_SUITE_P(PluginSimulator, EveryGradient,
                         testing::Values("toy_plain", "toy_jacobian", "toy_vjp"),
                         [](const auto& test) { return std::string(test.param); });

TEST(PluginSimulator, RowsWithStatisticsButNoDerivativeAreCounted) {
  const Matrix z = make_z(100);  // rows 11, 31, ... have offset 60
  EXPECT_EQ(make_simulator("toy_vjp").simulate_with_gradient(z, kNoise, cotangent_of).n_failed_gradients, 5);
  EXPECT_EQ(make_simulator("toy_jacobian").simulate_with_gradient(z, kNoise, cotangent_of).n_failed_gradients,
            0);
}

TEST(PluginSimulator, DifferentiatesByTheFreeParametersOnly) {
  for (const char* module : {"toy_jacobian", "toy_vjp"}) {
    PluginSimulator simulator(toy_module(module),
                              {.model_id = "toy", .free = {"offset"}, .fixed = {{"gain", 3.0}}}, 1);
    const SimulatedGradient result = simulator.simulate_with_gradient(
        Matrix(2, 1, 0.5), {}, [](const Simulated& s) { return Matrix(s.statistics.rows(), 2, 1.0); });
    ASSERT_EQ(result.z_gradient.cols(), 1);
    EXPECT_EQ(result.z_gradient(0, 0), 3.0) << module;
  }
}

TEST(PluginSimulator, NoRowsAndNoFreeParametersAreAllowed) {
  PluginSimulator simulator = make_simulator("toy_jacobian", 2);
  EXPECT_EQ(simulator.simulate(Matrix(0, 3), {}).statistics.rows(), 0);
  PluginSimulator all_fixed(toy_module("toy_jacobian"), {.model_id = "toy", .free = {}, .fixed = {}}, 1);
  const SimulatedGradient result = all_fixed.simulate_with_gradient(Matrix(3, 0), {}, cotangent_of);
  EXPECT_EQ(result.simulated.status[2], RowStatus::ok);
  EXPECT_EQ(result.z_gradient.cols(), 0);
}

TEST(PluginSimulator, AModuleWithGlobalStateRunsOnOneThreadAndOneCallAtATime) {
  PluginSimulator first = make_simulator("toy_singleton", 8), second = make_simulator("toy_singleton", 8);
  EXPECT_EQ(first.n_threads(), 1);
  // Two simulators in two threads: the module answers an overlap with an error.
  const auto work = [](PluginSimulator& simulator) {
    for (int i = 0; i < 200; ++i) simulator.simulate(Matrix(64, 3, 1.0), {});
  };
  std::exception_ptr failure;
  std::thread other([&] {
    try {
      work(second);
    } catch (...) {
      failure = std::current_exception();
    }
  });
  EXPECT_NO_THROW(work(first));
  other.join();
  EXPECT_FALSE(failure);
}

TEST(PluginSimulator, StopsALongSimulationAndABatchBetweenItsChunks) {
  std::atomic<bool> stop = false;
  PluginSimulator simulator = make_simulator("toy_plain", 2, &stop);
  Matrix endless = make_z(100);
  endless(0, kOffset) = 77.0;
  std::thread interrupter([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  EXPECT_THROW(simulator.simulate(endless, kNoise), Interrupted);
  interrupter.join();
  EXPECT_THROW(simulator.simulate_with_gradient(make_z(10), kNoise, cotangent_of), Interrupted);
  stop = false;
  EXPECT_NO_THROW(simulator.simulate(make_z(10), kNoise));
}

TEST(PluginSimulator, ACotangentOfTheWrongShapeIsOurBug) {
  for (const char* module : {"toy_plain", "toy_jacobian", "toy_vjp"}) {
    PluginSimulator simulator = make_simulator(module);
    const Error error = error_of([&] {
      simulator.simulate_with_gradient(make_z(4), {}, [](const Simulated&) { return Matrix(4, 3); });
    });
    EXPECT_EQ(error.exit_code(), 7) << module;
    EXPECT_NE(error.complaint().what, "no error");
  }
}

TEST(PluginSimulator, TrajectoriesUseTheFreeParameters) {
  PluginSimulator simulator = make_simulator("toy_plain");
  const Trajectory trajectory = simulator.trajectory(std::vector<double>{2.0, 3.0, 0.0}, {});
  EXPECT_DOUBLE_EQ(trajectory.activity(5, 0), 3.0 * std::exp(-2.0 * 0.5));
}

TEST(PluginSimulator, MisspeltParametersAndSettingsAreRefused) {
  const Error error = error_of([] {
    PluginSimulator(toy_module("toy_plain"), {.model_id = "toy", .free = {"gian"}, .fixed = {}}, 1);
  });
  EXPECT_EQ(error.exit_code(), 1);
  EXPECT_EQ(error.complaint().where, "parameters.free[0]");
  EXPECT_EQ(error.complaint().next, "did you mean \"gain\"?");
}

}  // namespace
}  // namespace epi::plugin
