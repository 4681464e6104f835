#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "epi/host/run.h"
#include "optimizer/trainer.h"
#include "run/problem.h"
#include "store/checkpoint.h"
#include "store/run_folder.h"
#include "store/trace.h"

namespace epi::run {

/// Puts one seed's optimization on disk while it happens and tells the user's observer how far it is: a row
/// of trace.csv for every logged iteration; epochs.json, then a checkpoint, for every finished epoch.
class SeedRecorder : public optimizer::TrainingObserver {
 public:
  /// @param from  the checkpoint that the seed continues from, if any.
  SeedRecorder(const Problem& problem, const store::SeedFolder& folder, store::CheckpointIdentity identity,
               int seed_index, const std::optional<optimizer::TrainingState>& from, host::RunObserver& user);

  void on_trace(const optimizer::TraceRecord& record) override;
  void on_epoch(const optimizer::TrainingState& state) override;
  void on_remark(const std::string& remark) override;
  void on_failures(const std::vector<optimizer::FailureRecord>& failures) override;
  bool should_stop() override { return user_.should_stop(); }

  /// Failures of the open epoch that ended the training early; empty otherwise.
  const std::vector<optimizer::FailureRecord>& last_failures() const { return last_failures_; }

 private:
  host::Progress progress_of(const optimizer::TraceRecord& record);

  const Problem& problem_;
  store::SeedFolder folder_;
  store::CheckpointIdentity identity_;
  int seed_index_;
  host::RunObserver& user_;
  store::TraceWriter trace_;
  std::vector<optimizer::FailureRecord> last_failures_;
  double session_start_seconds_;  // of the seed's clock when this session began
  std::int64_t session_start_simulations_;
};

}  // namespace epi::run
