#include "cli/inference.h"

#include <csignal>

#include "cli/interruption.h"
#include "cli/output.h"
#include "cli/progress_display.h"
#include "cli/summary_text.h"
#include "epi/host/result.h"

namespace epi::cli {
namespace {

constexpr int kStderr = 2;

ProgressDisplay::Form form_of(const Arguments& arguments) {
  if (arguments.has("quiet")) return ProgressDisplay::Form::none;
  return is_terminal(kStderr) ? ProgressDisplay::Form::bar : ProgressDisplay::Form::lines;
}

ExitCode code_of_interruption() {
  return InterruptionGuard::signal() == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
}

class ConsoleObserver : public host::RunObserver {
 public:
  explicit ConsoleObserver(const Arguments& arguments)
      : arguments_(arguments), display_(form_of(arguments)) {}

  void on_start(const std::filesystem::path& folder) override {
    on_message("run folder: " + folder.string());
  }
  void on_progress(const host::Progress& progress) override { display_.show(progress); }
  void on_message(const std::string& text) override {
    display_.clear();
    remark(arguments_, text);
  }
  bool should_stop() override { return InterruptionGuard::signal() != 0; }
  const std::atomic<bool>* stop_flag() const override { return &InterruptionGuard::flag(); }
  int interruption_code() const override { return static_cast<int>(code_of_interruption()); }

 private:
  const Arguments& arguments_;
  ProgressDisplay display_;
};

ExitCode exit_code_of(host::RunStatus status) {
  switch (status) {
    case host::RunStatus::converged:
      return ExitCode::done;
    case host::RunStatus::not_converged:
      return ExitCode::not_converged;
    case host::RunStatus::interrupted:
      break;
  }
  return code_of_interruption();
}

host::RunOutcome watch(const Arguments& arguments,
                       const std::function<host::RunOutcome(host::RunObserver&)>& infer) {
  ConsoleObserver observer(arguments);
  return infer(observer);
}

}  // namespace

ExitCode watch_inference(const Arguments& arguments,
                         const std::function<host::RunOutcome(host::RunObserver&)>& infer) {
  // A reader who leaves (`epi run ... 2>&1 | head`) must not end hours of work.
  std::signal(SIGPIPE, SIG_IGN);
  const InterruptionGuard guard;
  const host::RunOutcome outcome = watch(arguments, infer);
  const ExitCode code = exit_code_of(outcome.status);
  const nlohmann::json summary = host::summarize(outcome.folder);
  if (arguments.has("json"))
    print_json(
        {{"folder", outcome.folder.string()}, {"exit_code", static_cast<int>(code)}, {"summary", summary}});
  else if (outcome.status != host::RunStatus::interrupted && !arguments.has("quiet"))
    print(summary_text(summary, outcome.folder));
  return code;
}

}  // namespace epi::cli
