#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "epi/host/bench.h"
#include "flow/flow_limit.h"
#include "run/iteration_timing.h"
#include "run/problem.h"
#include "store/machine.h"

namespace epi::host {
namespace {

constexpr double kMicro = 1e6;

// Of a few rounds: a busy moment of the machine meets one of them.
run::IterationTiming median_timing(run::Problem& problem, int iterations) {
  constexpr int kRounds = 5;
  std::vector<run::IterationTiming> rounds;
  rounds.reserve(kRounds);
  for (int i = 0; i < kRounds; ++i)
    rounds.push_back(run::time_iterations(problem, std::max(1, iterations / kRounds)));
  std::ranges::sort(rounds, {}, &run::IterationTiming::seconds);
  return rounds[kRounds / 2];
}

std::string flow_text(const config::Flow& flow) {
  if (flow.kind == "planar") return fmt::format("planar, {} layers", flow.layers);
  return fmt::format("{}, {} masks of {} x {}{}{}{}", flow.kind, flow.masks, flow.hidden_layers, flow.units,
                     flow.kind == "spline" ? fmt::format(", {} bins", flow.bins) : "",
                     flow.mixing != "none" ? fmt::format(", {} mixing", flow.mixing) : "",
                     flow.batch_norm ? ", batch normalisation" : "");
}

nlohmann::json phases_json(const run::IterationTiming& timing) {
  nlohmann::json phases = nlohmann::json::array();
  const std::pair<const char*, double> parts[] = {{"sample", timing.each.sample},
                                                  {"simulate", timing.each.simulate},
                                                  {"backward", timing.each.backward},
                                                  {"step", timing.each.step}};
  for (const auto& [name, seconds] : parts)
    phases.push_back(
        {{"name", name}, {"microseconds", seconds * kMicro}, {"share", seconds / timing.seconds()}});
  return phases;
}

nlohmann::json limit_json(const run::Problem& problem, const run::IterationTiming& timing) {
  const flow::ProcessorRate rate = flow::measure_processor(problem.flow.architecture.precision);
  const double least =
      flow::least_seconds(flow::work_of_step(problem.flow), rate, problem.config.optimizer.batch);
  const double of_flow = timing.seconds() - timing.each.simulate;
  return {{"multiply_adds_per_second", rate.multiply_adds},
          {"tanhs_per_second", rate.tanhs},
          {"microseconds", least * kMicro},
          {"flow_share", least / of_flow},
          {"share", (least + timing.each.simulate) / timing.seconds()}};
}

}  // namespace

nlohmann::json bench(const RunRequest& request, int iterations) {
  run::Problem problem = run::resolve_problem(run::with_overrides(request), request.origin,
                                              request.plugin_path, request.threads);
  const auto n_seeds = static_cast<std::int64_t>(problem.config.seeds.size());
  const std::int64_t simulations = run::simulations_of_seed(problem.config) * n_seeds;
  const run::IterationTiming timing = median_timing(problem, iterations);
  const config::Optimizer& optimizer = problem.config.optimizer;
  return {{"model", problem.model.id},
          {"property", problem.property.name},
          {"flow", flow_text(problem.flow.architecture)},
          {"precision", problem.flow.architecture.precision},
          {"parameters", problem.flow.names.size()},
          {"gradient", optimizer.gradient},
          {"batch", optimizer.batch},
          {"threads", request.threads},
          {"iterations", iterations},
          {"iterations_per_second", 1.0 / timing.seconds()},
          {"simulations_per_second", optimizer.batch / timing.seconds()},
          {"phases", phases_json(timing)},
          {"limit", limit_json(problem, timing)},
          {"run",
           {{"seeds", n_seeds},
            {"simulations", simulations},
            {"seconds", timing.seconds() * static_cast<double>(simulations) / optimizer.batch}}},
          {"peak_memory_bytes", store::peak_memory_bytes()}};
}

}  // namespace epi::host
