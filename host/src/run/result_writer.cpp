#include "run/result_writer.h"

#include "base/random.h"
#include "flow/flow.h"
#include "optimizer/certificate.h"
#include "optimizer/evaluation.h"
#include "optimizer/noise_tag.h"
#include "run/version.h"
#include "run/winner.h"
#include "store/flow_file.h"

namespace epi::run {
namespace {

std::vector<store::Quantity> free_quantities(const Problem& problem) {
  std::vector<store::Quantity> quantities;
  for (const std::string& name : problem.flow.names) {
    for (const plugin::ParameterSpec& parameter : problem.model.parameters) {
      if (parameter.name == name) quantities.push_back({parameter.name, parameter.unit});
    }
  }
  return quantities;
}

}  // namespace

void write_flow(const Problem& problem, const store::SeedFolder& folder,
                const optimizer::TrainingState& state) {
  flow::FlowLayout layout = flow::layout_of(problem.flow);
  store::save_flow(folder.flow(), {problem.flow, representative_flow(state), layout.weights, layout.moments});
}

store::SampleTable draw_result_samples(const Problem& problem, const optimizer::SeedResult& seed,
                                       const optimizer::Certificate& certificate) {
  const flow::FrozenFlow flow(problem.flow, representative_flow(seed.state));
  optimizer::FreshSample fresh = optimizer::draw_fresh_sample(
      flow, *problem.simulator, problem.config.output.samples, Random(seed.seed, RandomStream::result_base),
      /*position=*/0, {derive_seed(seed.seed, optimizer::kResultNoiseTag), 0});
  std::vector<double> weights =
      optimizer::importance_weights(problem.training(), seed.seed, certificate, fresh);
  store::SampleTable table{.host_version = host_version(),
                           .model = problem.model.id,
                           .model_version = problem.model.version,
                           .property = problem.property.name,
                           .seed = seed.seed,
                           .parameters = free_quantities(problem),
                           .statistics = {},
                           .constraints = problem.config.emergent_property.constraints,
                           .z = std::move(fresh.draw.z),
                           .log_prob = std::move(fresh.draw.log_prob),
                           .weight = std::move(weights),
                           .statistic_values = std::move(fresh.simulated.statistics),
                           .status = {}};
  for (const plugin::StatisticSpec& statistic : problem.model.statistics) {
    table.statistics.push_back({statistic.name, statistic.unit});
  }
  for (const plugin::RowStatus status : fresh.simulated.status)
    table.status.emplace_back(plugin::to_string(status));
  return table;
}

store::SampleTable resampled(const store::SampleTable& samples) {
  double offset = 0.0;
  Random(samples.seed, RandomStream::resampling).uniform(/*position=*/0, {&offset, 1});
  return store::rows_of(samples, store::systematic_rows(samples.weight, offset));
}

}  // namespace epi::run
