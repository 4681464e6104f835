#include "run/problem.h"

#include <algorithm>

#include "config/run_config_json.h"
#include "flow/coupling_mask.h"
#include "plugin/catalogue.h"
#include "plugin/model_instance.h"
#include "plugin/model_spec_reader.h"
#include "plugin/plugin_simulator.h"

namespace epi::run {
namespace {

// Without a word from the user, everything that is not fixed is inferred.
std::vector<std::string> all_but_fixed(const plugin::ModelSpec& model, const config::Parameters& parameters) {
  std::vector<std::string> free;
  for (const plugin::ParameterSpec& parameter : model.parameters) {
    if (!parameters.fixed.contains(parameter.name)) free.push_back(parameter.name);
  }
  return free;
}

// Every value that the simulations use stands in the resolved configuration, defaults of the model included.
void write_out_fixed(const plugin::ModelSpec& model, config::Parameters& parameters) {
  for (const plugin::ParameterSpec& parameter : model.parameters) {
    const bool is_free = std::ranges::find(parameters.free, parameter.name) != parameters.free.end();
    if (!is_free) parameters.fixed.try_emplace(parameter.name, parameter.default_value);
  }
}

flow::FlowSpec flow_spec(const config::RunConfig& config, const std::vector<plugin::ParameterSpec>& free) {
  flow::FlowSpec spec{config.flow, {}, {}};
  for (const plugin::ParameterSpec& parameter : free) {
    spec.names.push_back(parameter.name);
    spec.support.push_back({parameter.lower, parameter.upper});
  }
  return spec;
}

}  // namespace

nlohmann::json with_overrides(const host::RunRequest& request) {
  nlohmann::json document = request.config;
  config::apply_overrides(document, request.overrides);
  return document;
}

Problem resolve_problem(const nlohmann::json& document, const std::string& origin,
                        const host::PluginPath& plugin_path, int threads, const std::atomic<bool>* stop) {
  Problem problem;
  problem.config = config::run_config_from_json(document, origin);
  config::RunConfig& config = problem.config;

  const plugin::Catalogue catalogue(plugin::default_search_path(plugin_path));
  const plugin::ModelEntry entry = catalogue.find(config.model.id);
  config.model.settings = plugin::resolve_settings(*entry.info, config.model.settings);
  const plugin::ModelInstance probe(*entry.module, entry.info->id, config.model.settings);
  problem.model = plugin::read_model_spec(probe);
  problem.module = entry.module->identity();
  problem.property = objective::resolve_property(config.emergent_property, config.convergence,
                                                 config.optimizer, problem.model);

  if (config.parameters.free.empty())
    config.parameters.free = all_but_fixed(problem.model, config.parameters);
  const plugin::SimulatorSpec spec{entry.info->id, config.model.settings, config.parameters.free,
                                   config.parameters.fixed};
  auto simulator = std::make_unique<plugin::PluginSimulator>(*entry.module, spec, threads, stop);
  // Simulations of one seed share out badly where they are cheap beside the flow, seeds never do.
  const int together = std::min(simulator->n_threads(), static_cast<int>(config.seeds.size()));
  for (int i = 0; together > 1 && i < together; ++i)
    problem.side_by_side.push_back(
        std::make_unique<plugin::PluginSimulator>(*entry.module, spec, threads / together, stop));
  write_out_fixed(problem.model, config.parameters);
  if (!config.polish) {
    config.polish = config::Polish{};
    if (!config::fits_by_likelihood(config.flow)) config.polish->epochs = 0;
  }
  config.flow.split =
      flow::resolved_split(config.flow.split, static_cast<int>(simulator->free_parameters().size()));
  problem.flow = flow_spec(config, simulator->free_parameters());
  problem.simulator = std::move(simulator);
  return problem;
}

int epochs_of_seed(const config::RunConfig& config) {
  return config.optimizer.epochs + config.polish.value().epochs;
}

std::int64_t simulations_of_seed(const config::RunConfig& config) {
  const config::Polish& polish = config.polish.value();
  const std::int64_t of_descent = static_cast<std::int64_t>(config.optimizer.epochs) *
                                  config.optimizer.iterations * config.optimizer.batch;
  const std::int64_t of_polish = static_cast<std::int64_t>(polish.epochs) * polish.iterations * polish.batch;
  const std::int64_t of_search =
      config.initialization.search ? config.initialization.search->samples : std::int64_t{0};
  return of_search + of_descent + of_polish +
         static_cast<std::int64_t>(epochs_of_seed(config) + 1) * config.convergence.samples +
         config.certificate.samples + config.certificate.random_samples +
         (polish.epochs > 0 ? polish.random_samples : 0);
}

}  // namespace epi::run
