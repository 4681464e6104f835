#include "run/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include "base/error.h"
#include "config/run_config_json.h"
#include "optimizer/certificate.h"
#include "optimizer/ranking.h"
#include "optimizer/trainer.h"
#include "plugin/worker_pool.h"
#include "run/result_writer.h"
#include "run/seed_recorder.h"
#include "run/shared_observer.h"
#include "run/winner.h"
#include "store/checkpoint.h"
#include "store/failure_file.h"
#include "store/samples_csv.h"
#include "store/samples_netcdf.h"

namespace epi::run {
namespace {

std::string in_one_line(const Complaint& complaint) {
  std::string line = complaint.what;
  if (!complaint.where.empty()) line += " at " + complaint.where;
  if (!complaint.value.empty()) line += ": " + complaint.value;
  if (!complaint.rule.empty()) line += "; " + complaint.rule;
  return line;
}

using optimizer::Outcome;
using optimizer::SeedResult;

const char* outcome_text(Outcome outcome) {
  switch (outcome) {
    case Outcome::converged:
      return "converged";
    case Outcome::budget_exhausted:
      return "budget_exhausted";
    case Outcome::interrupted:
      break;
  }
  return "interrupted";
}

// One session's work on a run folder.
class Session {
 public:
  Session(const Problem& problem, const store::RunFolder& folder, store::RunRecord record,
          host::RunObserver& user)
      : problem_(problem),
        folder_(folder),
        record_(std::move(record)),
        user_(user),
        config_digest_(store::digest_of_config(config::to_json(problem.config))),
        earlier_seconds_(record_.wall_seconds),
        results_(problem.config.seeds.size()) {
    record_.seeds.clear();
    for (const std::uint64_t seed : problem.config.seeds) {
      record_.seeds.push_back({.seed = seed, .outcome = "waiting"});
      failures_.push_back({seed, {}});
    }
    save_record();
  }

  host::RunOutcome run() {
    user_.on_start(folder_.root());
    try {
      train_seeds();
      const bool interrupted = std::ranges::any_of(
          results_, [](const SeedResult& r) { return r.outcome == Outcome::interrupted; });
      return interrupted ? close_interrupted() : close_finished();
    } catch (const plugin::Interrupted&) {
      return close_interrupted();  // while the result's samples were simulated
    } catch (const Error& error) {
      close_failed(error);
      throw;
    }
  }

 private:
  // As many side by side as there are simulators for; those that are left over one by one, on all threads.
  void train_seeds() {
    const std::size_t n = results_.size(), together = std::max<std::size_t>(1, problem_.side_by_side.size());
    const std::size_t n_side_by_side = together > 1 ? n / together * together : 0;
    plugin::WorkerPool pool(static_cast<int>(together));
    pool.run(static_cast<std::int64_t>(n_side_by_side), [this](int worker, std::int64_t i) {
      train_seed(static_cast<std::size_t>(i), *problem_.side_by_side[static_cast<std::size_t>(worker)]);
    });
    for (std::size_t i = n_side_by_side; i < n; ++i) train_seed(i, *problem_.simulator);
  }

  void train_seed(std::size_t i, plugin::Simulator& simulator) {
    SeedResult& result = results_[i];
    result = {problem_.config.seeds[i], Outcome::interrupted, {}};
    if (user_.should_stop()) return;
    try {
      result = trained_seed(i, simulator);
    } catch (...) {
      user_.give_up();
      throw;
    }
  }

  SeedResult trained_seed(std::size_t i, plugin::Simulator& simulator) {
    const std::uint64_t seed = problem_.config.seeds[i];
    const store::SeedFolder seed_folder = folder_.seed(seed);
    const store::CheckpointIdentity identity{config_digest_, problem_.model.fingerprint, seed};
    std::optional<optimizer::TrainingState> from;
    if (auto loaded = store::load_newest_checkpoint(seed_folder.checkpoints(), identity)) {
      for (const std::string& warning : loaded->warnings) user_.on_message(warning);
      from = std::move(loaded->state);
    }
    note([&] { record_.seeds[i].outcome = "running"; });

    SeedRecorder recorder(problem_, seed_folder, identity, static_cast<int>(i), from, user_);
    try {
      SeedResult result = optimizer::train(problem_.training_on(simulator), seed, from, recorder);
      std::optional<optimizer::Certificate> certificate;
      if (result.outcome != Outcome::interrupted) {
        write_flow(problem_, seed_folder, result.state);
        certificate =
            optimizer::certify(problem_.training_on(simulator), seed, representative_flow(result.state),
                               [this] { return user_.should_stop(); });
      }
      note([&] { note_seed(i, result, std::move(certificate)); });
      return result;
    } catch (const Error&) {
      note([&] {
        record_.seeds[i].outcome = "failed";
        failures_[i].failures = recorder.last_failures();
        write_failures();
      });
      throw;
    }
  }

  void note_seed(std::size_t i, const SeedResult& result, std::optional<optimizer::Certificate> certificate) {
    const optimizer::TrainingState& state = result.state;
    record_.seeds[i].outcome = outcome_text(result.outcome);
    record_.seeds[i].epochs = state.epoch;
    record_.seeds[i].best_epoch = state.best_epoch;
    record_.seeds[i].phases = state.phases;
    record_.seeds[i].certificate = std::move(certificate);
    if (!state.epochs.empty()) record_.seeds[i].entropy = representative_epoch(state).entropy;
    failures_[i].failures = state.failures;
    write_failures();
  }

  void write_failures() const { store::write_failures(folder_.failures(), failures_, problem_.flow.names); }

  // What has become of a seed, on disk at once.
  template <class Change>
  void note(Change change) {
    const std::lock_guard lock(mutex_);
    change();
    save_record();
  }

  host::RunOutcome close_finished() {
    const std::size_t winning = choose_winner(results_, problem_.config.convergence).value();
    const SeedResult& winner = results_.at(winning);
    const bool converged = winner.outcome == Outcome::converged;
    const optimizer::Certificate& certificate = record_.seeds[winning].certificate.value();
    const store::SampleTable samples = draw_result_samples(problem_, winner, certificate);
    store::write_samples_csv(folder_.samples_csv(), samples);
    store::write_samples_netcdf(folder_.samples_netcdf(), samples);
    if (optimizer::weights_are_reliable(certificate))
      store::write_samples_csv(folder_.resampled_csv(), resampled(samples));

    const optimizer::EpochRecord& epoch = representative_epoch(winner.state);
    record_.winning_seed = winner.seed;
    if (converged) {
      record_.message =
          fmt::format("converged: seed {} meets the property with the highest entropy, H = {:.3f} nats",
                      winner.seed, epoch.entropy);
    } else {
      const optimizer::ConstraintVerdict& worst = worst_constraint(epoch);
      record_.message = fmt::format("not converged within the budget: seed {} comes closest, H = {:.3f} nats",
                                    winner.seed, epoch.entropy);
      record_.advice = fmt::format(
          "{} is furthest from its target ({:.1f} tolerances); raise optimizer.epochs or optimizer.batch, or "
          "widen its "
          "tolerance",
          worst.name, optimizer::worst_in_tolerances(epoch));
    }
    const host::RunStatus outcome = converged ? host::RunStatus::converged : host::RunStatus::not_converged;
    return close(converged ? store::RunStatus::converged : store::RunStatus::not_converged, outcome,
                 static_cast<int>(outcome));
  }

  static const optimizer::ConstraintVerdict& worst_constraint(const optimizer::EpochRecord& epoch) {
    const optimizer::ConstraintVerdict* worst = &epoch.constraints.front();
    for (const auto& v : epoch.constraints) {
      if (optimizer::distance_in_tolerances(v) > optimizer::distance_in_tolerances(*worst)) worst = &v;
    }
    return *worst;
  }

  host::RunOutcome close_interrupted() {
    record_.message = "interrupted; every finished epoch is kept";
    record_.advice = fmt::format("continue with: epi resume {}", folder_.root().string());
    return close(store::RunStatus::interrupted, host::RunStatus::interrupted, user_.interruption_code());
  }

  host::RunOutcome close(store::RunStatus status, host::RunStatus outcome, int exit_code) {
    record_.status = status;
    record_.exit_code = exit_code;
    finish_record();
    user_.on_message(record_.message);
    if (!record_.advice.empty()) user_.on_message(record_.advice);
    return {folder_.root(), outcome};
  }

  void close_failed(const Error& error) {
    record_.status = store::RunStatus::failed;
    record_.exit_code = error.exit_code();
    record_.message = in_one_line(error.complaint());
    record_.advice = error.complaint().next;
    finish_record();
  }

  void finish_record() {
    record_.finished = store::utc_now();
    save_record();
  }

  void save_record() {
    record_.wall_seconds =
        earlier_seconds_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
    record_.peak_memory_bytes = store::peak_memory_bytes();
    store::save_run_record(folder_.run_json(), record_);
  }

  const Problem& problem_;
  const store::RunFolder& folder_;
  store::RunRecord record_;
  SharedObserver user_;
  const std::string config_digest_;
  const double earlier_seconds_;
  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::mutex mutex_;  // of what follows and of the record, while seeds are trained
  std::vector<SeedResult> results_;
  std::vector<store::SeedFailures> failures_;
};

}  // namespace

host::RunOutcome carry_out(const Problem& problem, const store::RunFolder& folder, store::RunRecord record,
                           host::RunObserver& user) {
  return Session(problem, folder, std::move(record), user).run();
}

}  // namespace epi::run
