#include "run/seed_recorder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "store/epoch_file.h"

namespace epi::run {
namespace {

store::TraceColumns columns_of(const objective::EmergentProperty& property) {
  store::TraceColumns columns;
  for (const auto& constraint : property.equalities) columns.equalities.push_back(constraint.name);
  for (const auto& constraint : property.inequalities) columns.inequalities.push_back(constraint.name);
  return columns;
}

store::TraceWriter open_trace(const store::SeedFolder& folder, const store::TraceColumns& columns,
                              const std::optional<optimizer::TrainingState>& from) {
  return from ? store::TraceWriter::resume(folder.trace(), columns, from->epoch)
              : store::TraceWriter::start(folder.trace(), columns);
}

std::string sentence(std::uint64_t seed, int n_epochs, const optimizer::EpochRecord& epoch) {
  const auto unmet =
      std::count_if(epoch.constraints.begin(), epoch.constraints.end(), [](const auto& v) { return !v.met; });
  const std::string verdict =
      epoch.met ? "property met"
                : fmt::format("{} of {} constraints not met yet", unmet, epoch.constraints.size());
  return epoch.epoch == 0 ? fmt::format("seed {}: starts at H = {:.3f} nats", seed, epoch.entropy)
                          : fmt::format("seed {}, epoch {}/{}: H = {:.3f} nats, {}", seed, epoch.epoch,
                                        n_epochs, epoch.entropy, verdict);
}

}  // namespace

SeedRecorder::SeedRecorder(const Problem& problem, const store::SeedFolder& folder,
                           store::CheckpointIdentity identity, int seed_index,
                           const std::optional<optimizer::TrainingState>& from, host::RunObserver& user)
    : problem_(problem),
      folder_(folder),
      identity_(std::move(identity)),
      seed_index_(seed_index),
      user_(user),
      trace_(open_trace(folder, columns_of(problem.property), from)),
      session_start_seconds_(from ? from->seconds : 0.0),
      session_start_simulations_(from ? from->simulations : 0) {}

void SeedRecorder::on_trace(const optimizer::TraceRecord& record) {
  trace_.append(record);
  user_.on_progress(progress_of(record));
}

void SeedRecorder::on_epoch(const optimizer::TrainingState& state) {
  store::save_epochs(folder_.epochs(), state.epochs);
  store::save_checkpoint(folder_.checkpoints(), state, identity_);
  user_.on_message(sentence(identity_.seed, epochs_of_seed(problem_.config), state.epochs.back()));
}

void SeedRecorder::on_remark(const std::string& remark) {
  user_.on_message(fmt::format("seed {}: {}", identity_.seed, remark));
}

void SeedRecorder::on_failures(const std::vector<optimizer::FailureRecord>& failures) {
  last_failures_ = failures;
}

host::Progress SeedRecorder::progress_of(const optimizer::TraceRecord& record) {
  host::Progress progress{.seed = identity_.seed,
                          .seed_index = seed_index_,
                          .n_seeds = static_cast<int>(problem_.config.seeds.size()),
                          .epoch = record.epoch,
                          .n_epochs = epochs_of_seed(problem_.config),
                          .iteration = record.iteration,
                          .n_iterations = record.n_iterations,
                          .entropy = record.entropy,
                          .failed_share = record.failed_share};
  const std::size_t n_equalities = problem_.property.equalities.size();
  for (std::size_t k = 0; k < record.violation.size(); ++k) {
    const auto& constraint =
        k < n_equalities ? problem_.property.equalities[k] : problem_.property.inequalities[k - n_equalities];
    const double in_tolerances = std::abs(record.violation[k]) / constraint.tolerance;
    if (progress.worst_constraint.empty() || in_tolerances > progress.worst_in_tolerances) {
      progress.worst_constraint = constraint.name;
      progress.worst_in_tolerances = in_tolerances;
    }
  }
  const double elapsed = record.seconds - session_start_seconds_;
  const auto simulated = static_cast<double>(record.simulations - session_start_simulations_);
  if (elapsed > 0.0 && simulated > 0.0) {
    progress.simulations_per_second = simulated / elapsed;
    const double all = static_cast<double>(simulations_of_seed(problem_.config));
    const int seeds_together = std::max(1, static_cast<int>(problem_.side_by_side.size()));
    const int rounds_left = (progress.n_seeds - 1 - seed_index_) / seeds_together;
    const double left = all * (1.0 + rounds_left) - static_cast<double>(record.simulations);
    progress.seconds_left = std::max(0.0, left) / progress.simulations_per_second;
  }
  return progress;
}

}  // namespace epi::run
