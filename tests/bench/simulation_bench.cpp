// Statistics and derivatives of a batch of simulations: LibTorch eager with one vector-Jacobian product,
// against the shipped plugins with the whole Jacobian through the C interface, against SC written by hand;
// and rnn.amplification at 8 to 1,000 parameters, with nothing to compare it with. ratios.py makes tables of
// the output.
//
// Names are MODEL/PRECISION/NOISE/WHO: noise is `none`, `shared` (kSharedNoise consecutive samples meet the
// same noise) or `own` (every sample its own); WHO is `eager`, `handwritten`, `plugin` (one call of the C
// interface), `host_1_thread` or `host_2_threads` (the same work through the host's simulator).

#include <benchmark/benchmark.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include <exception>

#include "aligned_buffer.h"
#include "eager/allocator.h"
#include "eager/sc.h"
#include "eager/stg.h"
#include "handwritten/sc.h"
#include "shipped_model.h"
#include "workload.h"

namespace epi::bench {
namespace {

using ::benchmark::State;

torch::Tensor tensor_of(const Matrix& z, torch::ScalarType type) {
  return torch::from_blob(const_cast<double*>(z.data()), {z.rows(), z.cols()}, torch::kFloat64)
      .to(type, false, true);
}

/// The gradient of a weighted sum of the statistics: what an iteration of the optimization asks for.
template <class Function>
torch::Tensor gradient_of(const torch::Tensor& z, Function&& statistics_of) {
  const auto input = z.detach().requires_grad_(true);
  const auto statistics = statistics_of(input);
  return torch::autograd::grad({statistics}, {input}, {torch::ones_like(statistics)})[0];
}

void eager_stg(State& state, torch::ScalarType type) {
  const EagerStg model(type);
  const auto z = tensor_of(stg_rows(), type);
  for (auto _ : state) {
    ::benchmark::DoNotOptimize(
        gradient_of(z, [&](const torch::Tensor& input) { return model.frequencies(input); }));
  }
}

/// In chunks of samples, which needs a tenth of the memory and is faster than the whole batch at once.
void eager_sc(State& state, torch::ScalarType type, bool own_noise) {
  const EagerSc model(type);
  const auto z = tensor_of(sc_rows(), type);
  for (auto _ : state) {
    for (std::int64_t first = 0; first < kRows; first += kSharedNoise) {
      const std::int64_t rows = std::min(kSharedNoise, kRows - first);
      const auto noise = torch::randn({kScSteps, own_noise ? rows : 1, kScUnits, kTrials}, type);
      ::benchmark::DoNotOptimize(
          gradient_of(z.slice(0, first, first + rows),
                      [&](const torch::Tensor& input) { return model.statistics(input, noise); }));
    }
  }
}

template <class T>
void handwritten_sc(State& state, std::int64_t samples_a_noise) {
  const ScKernel<T>& kernel = sc_kernel<T>();
  AlignedBuffer<T> noise(kernel.noise_size(kTrials)), scratch(kernel.scratch_size());
  const Matrix z = sc_rows();
  Matrix statistics(kRows, kScStatistics), jacobian(kRows, kScStatistics * kScWeights);
  std::uint64_t seed = 0;
  for (auto _ : state) {
    ++seed;
    for (std::int64_t i = 0; i < kRows; ++i) {
      if (i % samples_a_noise == 0)
        kernel.draw(seed, static_cast<std::uint64_t>(i), kTrials, 1.0, noise.data());
      kernel.row(z.row(i).data(), noise.data(), kTrials, scratch.data(), statistics.row(i).data(),
                 jacobian.row(i).data());
    }
    ::benchmark::DoNotOptimize(jacobian.data());
  }
}

/// Registers a benchmark whose preparations may fail: the reason then stands in the output.
template <class Body>
void add(const std::string& name, Body body) {
  ::benchmark::RegisterBenchmark(name.c_str(),
                                 [body](State& state) {
                                   try {
                                     body(state);
                                   } catch (const std::exception& error) {
                                     state.SkipWithError(error.what());
                                   }
                                 })
      ->Unit(::benchmark::kMillisecond)
      ->MeasureProcessCPUTime()
      ->UseRealTime();
}

void add_plugin(const std::string& prefix, const Subject& subject, const Matrix& z) {
  add(prefix + "plugin", [subject, z](State& state) {
    ShippedModel model(subject);
    std::uint64_t seed = 0;
    for (auto _ : state) model.jacobian(z, {.seed = ++seed, .first_sample = 0});
  });
  for (const int n_threads : {1, 2}) {
    add(prefix + "host_" + std::to_string(n_threads) + (n_threads == 1 ? "_thread" : "_threads"),
        [subject, z, n_threads](State& state) {
          const auto simulator = ShippedModel(subject).simulator(n_threads);
          const auto ones = [](const plugin::Simulated& simulated) {
            return Matrix(simulated.statistics.rows(), simulated.statistics.cols(), 1.0);
          };
          std::uint64_t seed = 0;
          for (auto _ : state) {
            ::benchmark::DoNotOptimize(
                simulator->simulate_with_gradient(z, {.seed = ++seed, .first_sample = 0}, ones)
                    .z_gradient.data());
          }
        });
  }
}

void register_all() {
  for (const int n_units : {2, 10, 50, 100, 250}) {
    add_plugin(
        "amplification-" + std::to_string(n_units) + "/float32/own/",
        {"rnn.amplification", {{"N", n_units}}, amplification_parameters(n_units), kAmplificationStatistics},
        amplification_rows(n_units));
  }
  for (const auto& [precision, type] :
       {std::pair{"float32", torch::kFloat32}, std::pair{"float64", torch::kFloat64}}) {
    const nlohmann::json settings = {{"precision", precision}};
    const std::string stg = std::string("stg/") + precision + "/none/",
                      sc = std::string("sc/") + precision + "/";
    add(stg + "eager", [type = type](State& state) { eager_stg(state, type); });
    add_plugin(stg, {"stg", settings, kStgParameters, kStgStatistics}, stg_rows());
    for (const auto& [noise, samples] :
         {std::pair{"shared/", kSharedNoise}, std::pair{"own/", std::int64_t{1}}}) {
      add(sc + noise + "eager",
          [type = type, samples = samples](State& state) { eager_sc(state, type, samples == 1); });
      add(sc + noise + "handwritten", [type = type, samples = samples](State& state) {
        type == torch::kFloat32 ? handwritten_sc<float>(state, samples)
                                : handwritten_sc<double>(state, samples);
      });
      nlohmann::json with_noise = settings;
      with_noise["trials"] = kTrials;
      with_noise["shared_noise"] = samples;
      add_plugin(sc + noise, {"sc", with_noise, kScParameters, kScStatistics8}, sc_rows());
    }
  }
}

}  // namespace
}  // namespace epi::bench

int main(int argc, char** argv) {
  epi::bench::tune_for_eager();
  epi::bench::register_all();
  ::benchmark::AddCustomContext("level", epi::bench::sc_kernel_level());
  ::benchmark::AddCustomContext("compiler", __VERSION__);
  ::benchmark::AddCustomContext("libtorch", TORCH_VERSION);
  ::benchmark::Initialize(&argc, argv);
  if (::benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  ::benchmark::RunSpecifiedBenchmarks();
  return 0;
}
