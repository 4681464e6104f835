#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "config/run_config_json.h"
#include "epi/host/run.h"
#include "run/iteration_timing.h"
#include "run/pipeline.h"
#include "run/problem.h"
#include "run/version.h"
#include "store/config_file.h"
#include "store/machine.h"
#include "store/run_folder.h"
#include "store/run_record.h"

namespace epi::host {
namespace {

constexpr int kTimedIterations = 20;  // by plan_run

std::filesystem::path default_folder(const run::Problem& problem) {
  std::string name = problem.model.id + "-" + problem.property.name;
  for (char& c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
    if (!plain) c = '-';
  }
  return std::filesystem::path("runs") / name;
}

// Keeps what identifies the run's beginning, replaces what describes this session.
void describe_session(const run::Problem& problem, int threads, const std::vector<std::string>& command_line,
                      store::RunRecord& record) {
  record.status = store::RunStatus::running;
  record.exit_code.reset();
  record.finished.reset();
  record.message.clear();
  record.advice.clear();
  record.threads = threads;
  record.machine = store::this_machine();
  record.host = {run::host_version(), run::git_revision(), run::libtorch_version(), run::abi_version()};
  record.command_line = command_line;
  record.model = {problem.model.id, problem.model.version, problem.model.fingerprint,
                  problem.config.model.settings, problem.module};
  record.property = problem.property.name;
}

}  // namespace

nlohmann::json plan_run(const RunRequest& request) {
  run::Problem problem = run::resolve_problem(run::with_overrides(request), request.origin,
                                              request.plugin_path, request.threads);
  const nlohmann::json resolved = config::to_json(problem.config);
  const auto n_seeds = static_cast<std::int64_t>(problem.config.seeds.size());
  const std::int64_t simulations = run::simulations_of_seed(problem.config) * n_seeds;

  const double batches = static_cast<double>(simulations) / problem.config.optimizer.batch;
  const double seconds = run::time_iterations(problem, kTimedIterations).seconds() * batches;
  return {{"config", resolved},
          {"estimate", {{"seeds", n_seeds}, {"simulations", simulations}, {"seconds", seconds}}}};
}

RunOutcome run(const RunRequest& request, RunObserver& observer) {
  const run::Problem problem =
      run::resolve_problem(run::with_overrides(request), request.origin, request.plugin_path, request.threads,
                           observer.stop_flag());
  const store::RunFolder folder = store::RunFolder::create(
      request.out.empty() ? default_folder(problem) : request.out, request.overwrite);
  const store::RunFolderLock lock(folder);
  store::RunRecord record;
  record.started = store::utc_now();
  describe_session(problem, request.threads, request.command_line, record);
  store::save_config(folder, request.config.dump(2) + "\n", config::to_json(problem.config));
  return run::carry_out(problem, folder, std::move(record), observer);
}

RunOutcome resume(const ResumeRequest& request, RunObserver& observer) {
  const store::RunFolder folder = store::RunFolder::open(request.folder);
  const store::RunFolderLock lock(folder);
  remove_leftovers(folder.root());
  store::RunRecord record = store::load_run_record(folder.run_json());
  if (record.status == store::RunStatus::converged || record.status == store::RunStatus::not_converged) {
    observer.on_message(fmt::format("{} is finished: {}", folder.root().string(), record.message));
    return {folder.root(),
            record.status == store::RunStatus::converged ? RunStatus::converged : RunStatus::not_converged};
  }
  const run::Problem problem =
      run::resolve_problem(store::load_resolved_config(folder), folder.resolved_config().string(),
                           request.plugin_path, request.threads, observer.stop_flag());
  if (problem.model.fingerprint != record.model.fingerprint) {
    throw Error(ErrorKind::plugin,
                {.what = fmt::format("model '{}' is not the one that this run began with", problem.model.id),
                 .where = problem.module.file,
                 .value = fmt::format("fingerprint {}", problem.model.fingerprint),
                 .rule = fmt::format("fingerprint {}, from {} {}", record.model.fingerprint,
                                     record.model.module.id, record.model.module.version),
                 .next = "put that version of the plugin on the plugin path, or start a new run"});
  }
  record.sessions += 1;
  describe_session(problem, request.threads, request.command_line, record);
  return run::carry_out(problem, folder, std::move(record), observer);
}

}  // namespace epi::host
