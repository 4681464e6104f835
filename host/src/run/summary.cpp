#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "epi/host/result.h"
#include "flow/flow.h"
#include "run/user_units.h"
#include "store/config_file.h"
#include "store/epoch_file.h"
#include "store/flow_file.h"
#include "store/json_file.h"
#include "store/record_json.h"
#include "store/run_folder.h"
#include "store/run_record.h"

namespace epi::host {
namespace {

using nlohmann::json;

// Draws behind the quantiles of a summary, and their seed: any fixed one will do.
constexpr std::int64_t kSummaryDraws = 20000;
constexpr std::uint64_t kSummarySeed = 0;

json optional_number(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

json seeds_json(const store::RunRecord& record) {
  json seeds = json::array();
  for (const store::SeedRecord& seed : record.seeds) {
    seeds.push_back({{"seed", seed.seed},
                     {"outcome", seed.outcome},
                     {"epochs", seed.epochs},
                     {"best_epoch", seed.best_epoch >= 0 ? json(seed.best_epoch) : json(nullptr)},
                     {"entropy", optional_number(seed.entropy)},
                     {"certificate", seed.certificate ? store::to_json(*seed.certificate) : json(nullptr)}});
  }
  return seeds;
}

// Where the time of all seeds went.
json phases_json(const store::RunRecord& record) {
  json total = json::object();
  for (const store::SeedRecord& seed : record.seeds) {
    if (!seed.phases) continue;
    const json phases = store::to_json(*seed.phases);
    for (const auto& [phase, seconds] : phases.items())
      total[phase] = total.value(phase, 0.0) + seconds.get<double>();
  }
  return total;
}

double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], position - static_cast<double>(below));
}

json parameter_quantiles(const store::StoredFlow& stored) {
  Matrix base(kSummaryDraws, static_cast<std::int64_t>(stored.spec.names.size()));
  Random(kSummarySeed, RandomStream::user_base).normal(0, base.values());
  const flow::Draw draw = flow::FrozenFlow(stored.spec, stored.state).sample_and_log_prob(base);
  json parameters = json::array();
  for (std::size_t j = 0; j < stored.spec.names.size(); ++j) {
    std::vector<double> values;
    for (std::int64_t i = 0; i < kSummaryDraws; ++i)
      values.push_back(draw.z(i, static_cast<std::int64_t>(j)));
    std::ranges::sort(values);
    double mean = 0.0, square = 0.0;
    for (const double v : values) mean += v / static_cast<double>(values.size());
    for (const double v : values) square += (v - mean) * (v - mean) / static_cast<double>(values.size());
    parameters.push_back({{"name", stored.spec.names[j]},
                          {"mean", mean},
                          {"std", std::sqrt(square)},
                          {"q05", quantile(values, 0.05)},
                          {"q50", quantile(values, 0.50)},
                          {"q95", quantile(values, 0.95)}});
  }
  return parameters;
}

const optimizer::EpochRecord& epoch_of(const std::vector<optimizer::EpochRecord>& epochs, int best_epoch) {
  return best_epoch >= 0 ? epochs.at(static_cast<std::size_t>(best_epoch)) : epochs.back();
}

void add_winner(const store::RunFolder& folder, const store::RunRecord& record, json& summary) {
  const store::SeedFolder seed_folder = folder.seed(*record.winning_seed);
  const auto seed = std::ranges::find(record.seeds, *record.winning_seed, &store::SeedRecord::seed);
  const std::vector<optimizer::EpochRecord> epochs = store::load_epochs(seed_folder.epochs());
  const optimizer::EpochRecord& epoch = epoch_of(epochs, seed->best_epoch);
  summary["winner"] = {{"seed", *record.winning_seed},
                       {"epoch", epoch.epoch},
                       {"entropy", epoch.entropy},
                       {"entropy_error", epoch.entropy_error}};
  for (const auto& verdict : epoch.constraints) summary["constraints"].push_back(run::in_user_units(verdict));
  summary["samples_of_verdict"] = epoch.samples;
  summary["failed_share"] = static_cast<double>(epoch.failed) / static_cast<double>(epoch.samples);
  summary["parameters"] = parameter_quantiles(store::load_flow(seed_folder.flow()));
}

// How the run judged, without a look at anything else in its configuration: an earlier host may have known
// fields that this one does not.
json convergence_of(const store::RunFolder& folder) {
  const json config = store::load_resolved_config(folder);
  return store::parse_fields(folder.resolved_config(), [&] {
    const json& convergence = config.at("convergence");
    return json{{"test", convergence.at("test").get<std::string>()},
                {"confidence", convergence.at("confidence").get<double>()}};
  });
}

}  // namespace

json summarize(const std::filesystem::path& root) {
  const store::RunFolder folder = store::RunFolder::open(root);
  const store::RunRecord record = store::load_run_record(folder.run_json());
  const json convergence = convergence_of(folder);
  json summary = {{"folder", folder.root().string()},
                  {"status", store::to_string(record.status)},
                  {"exit_code", record.exit_code ? json(*record.exit_code) : json(nullptr)},
                  {"message", record.message},
                  {"advice", record.advice},
                  {"model", {{"id", record.model.id}, {"version", record.model.version}}},
                  {"property", record.property},
                  {"test", convergence.at("test")},
                  {"confidence", convergence.at("confidence")},
                  {"wall_seconds", record.wall_seconds},
                  {"phase_seconds", phases_json(record)},
                  {"peak_memory_bytes", record.peak_memory_bytes},
                  {"seeds", seeds_json(record)},
                  {"constraints", json::array()},
                  {"parameters", json::array()}};
  if (record.winning_seed) add_winner(folder, record, summary);
  return summary;
}

}  // namespace epi::host
