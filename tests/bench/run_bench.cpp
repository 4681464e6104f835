#include "run_bench.h"

#include <benchmark/benchmark.h>
#include <torch/types.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "eager/flow_step.h"
#include "eager/lds.h"
#include "eager/stg.h"
#include "epi/host/error.h"
#include "flow_workload.h"
#include "optimizer/trainer.h"
#include "run/problem.h"
#include "workload.h"

namespace epi::bench {
namespace {

using ::benchmark::State;
using nlohmann::json;

constexpr int kIterations = 1000;
constexpr double kPenalty = 1e-3;

/// What both sides train: a configuration without a start, so that no side searches.
struct RunWorkload {
  std::string model;
  json config;
  std::function<torch::Tensor(const torch::Tensor& z)> eager;
};

json config_of(const std::string& model, const json& constraints, const std::vector<std::string>& free,
               int units, int batch, const std::string& precision) {
  return {
      {"schema", "epi-run/1"},
      {"model", {{"id", model}}},
      {"emergent_property", {{"name", "bench"}, {"constraints", constraints}}},
      {"parameters", {{"free", free}}},
      {"flow",
       {{"kind", "real_nvp"}, {"split", "halves"}, {"masks", 4}, {"units", units}, {"precision", precision}}},
      {"polish", {{"epochs", 0}}},
      {"optimizer",
       {{"gradient", "pathwise"},
        {"epochs", 1},
        {"iterations", kIterations},
        {"batch", batch},
        {"c0", kPenalty}}},
      {"convergence", {{"samples", 20000}}},
      {"seeds", {1}}};
}

std::vector<RunWorkload> run_workloads(const std::string& precision, torch::ScalarType type) {
  const json lds = config_of("lds",
                             {{{"statistic", "growth_rate"}, {"mean", 0.0}, {"std", 0.25}},
                              {{"statistic", "frequency"}, {"mean", 1.0}, {"std", 0.1}}},
                             {"a1", "a2", "a3", "a4"}, 15, 1000, precision);
  json of_stg = json::array();
  for (const std::string& name : kStgStatistics)
    of_stg.push_back({{"statistic", name}, {"mean", 0.53}, {"std", 0.025}});
  json stg = config_of("stg", of_stg, kStgParameters, 10, 300, precision);
  stg["model"]["settings"] = {{"precision", precision}};
  return {{"lds", lds, eager_lds},
          {"stg", stg, [model = EagerStg(type)](const torch::Tensor& z) { return model.frequencies(z); }}};
}

/// The augmented Lagrangian of one batch in tensors: means and second moments of every statistic.
class EagerLagrangian {
 public:
  EagerLagrangian(const objective::EmergentProperty& property, torch::ScalarType type) {
    std::vector<double> centres, scales;
    for (const objective::Constraint& c : property.equalities) {
      if (c.kind != objective::ConstraintKind::second_moment) continue;
      centres.push_back(c.centre);
      scales.push_back(c.scale);
    }
    centre_ = torch::tensor(centres).to(type);
    scale_ = torch::tensor(scales).to(type);
  }

  torch::Tensor loss(const EagerFlow::Drawn& drawn, const torch::Tensor& statistics) const {
    const auto deviation = (statistics - centre_) / scale_;
    const auto violation = torch::cat({deviation.mean(0), deviation.square().mean(0) - 1.0});
    return drawn.log_prob.mean() + 0.5 * kPenalty * violation.square().sum();
  }

 private:
  torch::Tensor centre_, scale_;
};

void eager_run(State& state, const RunWorkload& work, torch::ScalarType type) {
  const run::Problem problem = run::resolve_problem(work.config, "bench", {}, /*threads=*/1);
  EagerFlow flow(problem.flow, type);
  const EagerLagrangian lagrangian(problem.property, type);
  for (auto _ : state) {
    const EagerFlow::Drawn drawn = flow.draw(problem.config.optimizer.batch);
    flow.descend(lagrangian.loss(drawn, work.eager(drawn.z)));
  }
}

/// The time of an iteration, its share of the evaluation included.
void host_run(State& state, const RunWorkload& work, int threads) {
  const run::Problem problem = run::resolve_problem(work.config, "bench", {}, threads);
  optimizer::TrainingObserver nobody;
  for (auto _ : state) {
    const optimizer::PhaseSeconds p =
        optimizer::train(problem.training(), 1, std::nullopt, nobody).state.phases;
    state.SetIterationTime((p.sample + p.simulate + p.backward + p.step + p.evaluate) / kIterations);
  }
}

/// A failure is reported, and the other measurements go on.
void add(const std::string& name, bool by_own_clock, std::function<void(State&)> measure) {
  auto* registered = ::benchmark::RegisterBenchmark(name.c_str(), [measure](State& state) {
    try {
      measure(state);
    } catch (const Error& error) {
      state.SkipWithError(error.what());
    }
  });
  if (by_own_clock) registered->UseManualTime()->Iterations(1);
}

}  // namespace

void register_runs() {
  for (const auto& [precision, type] :
       {std::pair{"float32", torch::kFloat32}, std::pair{"float64", torch::kFloat64}}) {
    for (const RunWorkload& work : run_workloads(precision, type)) {
      const std::string name = work.model + "/" + precision + "/run/";
      add(name + "eager", false, [work, type = type](State& state) { eager_run(state, work, type); });
      add(name + "epi", true, [work](State& state) { host_run(state, work, 1); });
      add(name + "epi_2_threads", true, [work](State& state) { host_run(state, work, 2); });
    }
  }
}

}  // namespace epi::bench
