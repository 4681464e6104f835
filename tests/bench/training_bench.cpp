// A training step of the flow: noise, forward, trivial statistics, backward, Adam. LibTorch's eager tensors
// with torch::optim::Adam against the host's fused layers with its flat Adam.
//
// Names are FLOW/PRECISION/step/WHO: WHO is `eager` or `fused`; whole runs are in run_bench.h. ratios.py
// makes tables of the output.

#include <benchmark/benchmark.h>
#include <torch/version.h>

#include "base/cpu_level.h"
#include "base/random.h"
#include "eager/allocator.h"
#include "eager/flow_step.h"
#include "flow/flow.h"
#include "flow_workload.h"
#include "optimizer/adam.h"
#include "run_bench.h"

namespace epi::bench {
namespace {

using ::benchmark::State;

constexpr double kPull = 1e-3;  // of the trivial statistic, the mean square of z

void eager_step(State& state, const FlowWorkload& work, torch::ScalarType type) {
  EagerFlow flow(work.spec, type);
  for (auto _ : state) {
    const EagerFlow::Drawn drawn = flow.draw(work.batch);
    flow.descend(drawn.log_prob.mean() + kPull * drawn.z.square().mean());
  }
}

void fused_step(State& state, const FlowWorkload& work) {
  flow::TrainableFlow flow(work.spec, /*seed=*/1);
  std::vector<double> weights = flow.state().weights, gradient(weights.size());
  optimizer::Adam adam(weights.size());
  const auto columns = static_cast<std::int64_t>(work.spec.support.size());
  Matrix base(work.batch, columns), z_gradient(work.batch, columns);
  const std::vector<double> log_prob_gradient(static_cast<std::size_t>(work.batch),
                                              1.0 / static_cast<double>(work.batch));
  const double scale = 2.0 * kPull / static_cast<double>(work.batch * columns);
  std::uint64_t iteration = 0;
  for (auto _ : state) {
    Random(1, RandomStream::training_base).normal(iteration++, base.values());
    const flow::Draw& draw = flow.forward(base);
    for (std::size_t i = 0; i < z_gradient.values().size(); ++i)
      z_gradient.values()[i] = scale * draw.z.values()[i];
    flow.backward(z_gradient, log_prob_gradient, gradient);
    adam.step(gradient, 1e-4, weights);
    flow.set_weights(weights);
  }
}

void register_steps() {
  for (const FlowWorkload& work : flow_workloads()) {
    for (const auto& [name, type] : {std::pair{"float32", torch::kFloat32}, {"float64", torch::kFloat64}}) {
      FlowWorkload typed = work;
      typed.spec.architecture.precision = name;
      const std::string prefix = work.name + "/" + name + "/step";
      ::benchmark::RegisterBenchmark((prefix + "/eager").c_str(),
                                     [typed, type = type](State& state) { eager_step(state, typed, type); });
      ::benchmark::RegisterBenchmark((prefix + "/fused").c_str(),
                                     [typed](State& state) { fused_step(state, typed); });
    }
  }
}

void register_growing() {
  for (const FlowWorkload& work : growing_workloads()) {
    ::benchmark::RegisterBenchmark((work.name + "/float32/step/fused").c_str(),
                                   [work](State& state) { fused_step(state, work); });
  }
}

}  // namespace
}  // namespace epi::bench

int main(int argc, char** argv) {
  epi::bench::tune_for_eager();
  ::benchmark::Initialize(&argc, argv);
  if (::benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  ::benchmark::AddCustomContext("libtorch", TORCH_VERSION);
  ::benchmark::AddCustomContext("compiler", __VERSION__);
  ::benchmark::AddCustomContext("level", epi::cpu_level("unknown"));
  epi::bench::register_steps();
  epi::bench::register_growing();
  epi::bench::register_runs();
  ::benchmark::RunSpecifiedBenchmarks();
  return 0;
}
